"""拍照识别: camera, files, clipboard, scanner; one document or a pile of them. Makes no widget."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.domain.identity import DocType, IdDocument
from app.domain.scanned_text import ScannedKind, read_scanned
from app.scanning.frame_watch import SightState
from app.scanning.pile import PileStepKind
from app.scanning.sides import is_back
from ui.pages.reception import edits, scan_words
from ui.pages.reception.camera_feed import CameraFeed, Shot
from ui.pages.reception.camera_watch import CameraWatch
from ui.pages.reception.desk import Desk
from ui.pages.reception.form import MaterialForm, PersonForm
from ui.pages.reception.people_presenter import PeoplePresenter
from ui.pages.reception.picture_input import PictureInput, PictureRead
from ui.pages.reception.pile_book import PileTaken
from ui.pages.reception.reading import Taken
from ui.text import TYPED_SAFE, sentence_for

_LOOKS_AGAIN = 1
"""How often what gave nothing is read once more by itself: the lens may not have settled."""
_NOTHING_TO_UNDO = "没有可撤回的证件照片。芯片读入的，请选中那一位后按“删除”。"
_FROM_FILES = "这里列出选中的图片。再按 F4 打开高拍仪画面。"


@dataclass(frozen=True)
class _Attached:
    """A picture among the visit's papers: whose, of which side, and the pile's step that brought it."""

    person: PersonForm
    back: bool
    picture: bytes
    step: int


class ScanPresenter(QObject):
    """What is done in the camera panel and with pictures. `receipt_seen` carries a receipt's code."""

    receipt_seen = Signal(str)

    def __init__(self, desk: Desk, people: PeoplePresenter) -> None:
        super().__init__(desk)
        self._desk = desk
        self._people = people
        self._panel = desk.view.camera
        self._book = people.book
        self._attached: list[_Attached] = []
        self._pile_on = False
        self._files_only = False
        self._unknown = False
        self._looked_again = 0
        self._bad: list[str] = []
        services = desk.services
        self.camera = CameraWatch(
            desk.runner,
            CameraFeed(services.grab_frame, services.close_camera, services.make_watch),
            desk.view,
        )
        self.pictures = PictureInput(
            desk.runner, services, lambda: desk.form.draft_id, self._panel.keep.isChecked, desk.view
        )
        self._connect()

    def _connect(self) -> None:
        view, panel = self._desk.view, self._panel
        view.people.picture_requested.connect(self._on_toggle)
        view.pictures.files_chosen.connect(self._on_files)
        view.pictures.given.connect(self.pictures.read_bytes)
        view.pictures.nothing_pasted.connect(lambda: self._desk.messages.info("剪贴板里没有图片。"))
        view.files_requested.connect(view.pictures.ask)
        panel.files_requested.connect(view.pictures.ask)
        panel.paste_requested.connect(view.pictures.paste)
        panel.scan_requested.connect(self._on_scan)
        panel.closed.connect(view.close_camera)
        panel.shown.connect(self._on_shown)
        panel.hidden.connect(self._on_hidden)
        panel.read_now_requested.connect(self._on_read_now)
        panel.undo_requested.connect(self._on_undo)
        panel.check_requested.connect(self._on_check)
        panel.pile_toggled.connect(self._on_pile_toggled)
        panel.line_activated.connect(self._on_line)
        panel.picture.resized.connect(self.camera.set_room)
        self.camera.seen.connect(self._on_seen)
        self.camera.steady.connect(self._on_steady)
        self.camera.failed.connect(self._on_camera_failed)
        self._people.cards.card_read.connect(lambda _: self._panel.show_note(""))
        self.pictures.picture_read.connect(self._on_read)
        self.pictures.picture_late.connect(self._on_late)
        self.pictures.progress.connect(self._on_progress)
        self.pictures.failed.connect(self._on_picture_failed)
        self.pictures.finished.connect(self._on_finished)

    def stop(self) -> None:
        """Camera off; pictures that wait are dropped."""
        self.camera.stop()
        self.pictures.stop()

    def forget(self) -> None:
        """Another form is on the desk: nothing of anybody before stays here or in the panel."""
        self._attached = []
        self._pile_on = False
        self._unknown = False
        self._bad = []
        self._panel.show_bad("", ())
        self._panel.keep.setChecked(False)
        self._panel.show_pile([], on=False, can_undo=False)
        self._panel.show_shot(None)
        self._panel.show_note("")
        self._panel.show_state("", "")

    # --- the panel ---------------------------------------------------------------------------------

    def _on_toggle(self) -> None:
        view = self._desk.view
        if view.shows_camera and not self._files_only:
            view.close_camera()
            return
        self._files_only = False
        if view.shows_camera:
            self._on_shown()
        else:
            view.show_camera()
        self._panel.take_keyboard()

    def _on_shown(self) -> None:
        if not self._desk.open:
            return
        services = self._desk.services
        camera = services.has_camera()
        self._panel.show_devices(camera=camera, scanner=services.has_scanner())
        self._show_pile()
        if self._files_only:
            self._panel.show_trouble(_FROM_FILES)
        elif camera:
            self._unknown = False
            self._panel.show_shot(None)
            self._panel.show_state(scan_words.OPENING, "")
            self.camera.start()

    def _on_hidden(self) -> None:
        self.camera.stop()
        self._panel.show_shot(None)

    def _on_seen(self, shot: Shot) -> None:
        state = shot.sight.state
        if state in {SightState.MOVING, SightState.BLURRED}:
            self._unknown = False
            self._looked_again = 0
        self._panel.show_shot(shot)
        reading = self.pictures.busy
        text = scan_words.state_text(shot.sight, reading=reading, unknown=self._unknown)
        odd = self._unknown or shot.sight.documents > 1
        good = state is SightState.DONE and not reading and not odd
        lies = state in {SightState.DONE, SightState.EMPTY}
        warn = state is SightState.BLURRED or (lies and odd and not reading)
        self._panel.show_state(text, "good" if good else "warn" if warn else "")

    def _on_steady(self, shot: Shot) -> None:
        if shot.sight.documents > 1:
            self._panel.show_note(scan_words.SEVERAL, warn=True)
        self._panel.show_state(scan_words.READING, "")
        asked = shot.sight.state is not SightState.STEADY
        self.pictures.read_frame(shot.frame, shot.sight.corners, asked=asked)

    def _on_scan(self) -> None:
        say = "正在扫描，请等这一页完成。" if self.pictures.scanning else "正在扫描，可继续填写。"
        self._people.say_reading(say)
        self._panel.show_note(say)
        self.pictures.scan()

    def _on_read_now(self) -> None:
        if not self.pictures.busy:
            self.camera.read_now()

    def _on_camera_failed(self, error: BaseException) -> None:
        self._panel.show_state("", "")
        self._panel.show_trouble(sentence_for(error))

    # --- what was read -----------------------------------------------------------------------------

    def _on_files(self, files: list[str]) -> None:
        if len(files) > 1:
            self._panel.show_bad("", ())
            self._set_pile(True)
            if not self._desk.view.shows_camera:
                self._files_only = True
                self._desk.view.show_camera()
                self._panel.take_keyboard()
        self.pictures.read_files(files)

    def _on_progress(self, now: int, of: int) -> None:
        if not of:
            return
        text = f"正在识读第 {now}/{of} 张，可继续填写。" if of > 1 else "正在识读图片，可继续填写。"
        self._people.say_reading(text)
        self._panel.show_note(text)

    def _on_read(self, found: PictureRead) -> None:
        if found.document.doc_type is DocType.NONE and self._receipt_in(found):
            return
        if self._people.saving():
            return
        if self._pile_on or found.place:
            step = self._to_pile(found)
            nothing = step.what is PileStepKind.NOTHING
            row = step.line.row if step.line is not None else -1
        else:
            reading = self._people.take_document(found.document, beside=found.from_camera)
            if reading.taken is Taken.EITHERS:
                self._lay_aside(found.document)
            kind, sentences = scan_words.told(found.document, reading, self._desk.form)
            self._panel.show_note("\n".join(sentences), warn=kind == "warn")
            nothing = reading.taken is Taken.NOTHING
            row = -1 if reading.taken in {Taken.AGAINST, Taken.EITHERS} else reading.row
            step = None
        if found.from_camera:
            self._after_frame(found, nothing=nothing)
        if row >= 0:
            self._attach(found, row, step)

    def _lay_aside(self, document: IdDocument) -> None:
        """Only somebody at the desk knows whose it is: it waits in the list, to be given to a person."""
        self._book.lay_aside(self._desk.form, document)
        if not self._desk.view.shows_camera:
            self._files_only = True
            self._desk.view.show_camera()
        self._show_pile()

    def _receipt_in(self, found: PictureRead) -> bool:
        for text in found.codes:
            scanned = read_scanned(text)
            if scanned.kind is ScannedKind.RECEIPT:
                self._panel.show_note("看到本机构的回执，正在打开它的事项。")
                self.receipt_seen.emit(scanned.value)
                return True
        return False

    def _after_frame(self, found: PictureRead, *, nothing: bool) -> None:
        unclear = found.document.doc_type is DocType.NONE and "multiple" not in found.document.warnings
        if unclear and self._looked_again < _LOOKS_AGAIN:
            self._looked_again += 1
            self.camera.again()
        elif unclear and found.still is not None:
            self.camera.dismiss(found.still)
        self._unknown = nothing

    def _to_pile(self, found: PictureRead) -> PileTaken:
        desk = self._desk
        self._set_pile(True)
        held = self._people.held(unasked=True)
        step = self._book.add(desk.form, found.document, desk.rep_limit, beside=held)
        self._people.stay_with(held)
        self._say_step(found, step)
        if step.reading is not None:
            self._people.show_taken(found.document, step.reading, compare=False, held=held)
        elif step.what is not PileStepKind.NOTHING:
            desk.changed()
            desk.keeper.keep_now()
        self._show_pile()
        return step

    def _say_step(self, found: PictureRead, step: PileTaken) -> None:
        more = scan_words.warnings_of(found.document)
        if step.what is PileStepKind.NOTHING or step.line is None:
            sentences = more or [scan_words.NOT_A_DOCUMENT]
            if found.place:
                self._bad.append(f"第 {found.place} 张（{found.name}）：{sentences[0]}")
        else:
            line = step.line
            sentences = [scan_words.pile_sentence(step.what, line.name, line.row, line.mark), *more]
            if found.place and "multiple" in found.document.warnings:
                self._bad.append(f"第 {found.place} 张（{found.name}）：{more[0]}")
        warn = step.what in {PileStepKind.NOTHING, PileStepKind.UNSURE} or bool(more)
        self._panel.show_note(sentences[0], warn=warn)
        self._people.say_of_document("warn" if warn else "info", "".join(sentences))

    def _attach(self, found: PictureRead, row: int, step: PileTaken | None) -> None:
        """Keep the picture for a person, each side once, if the visitor still wants it by now."""
        if not found.picture or not self._panel.keep.isChecked():
            return
        form, back = self._desk.form, is_back(found.document)
        person = form.people[row]
        further = step is not None and step.what is PileStepKind.MERGED
        if not further and any(a.person is person and a.back == back for a in self._attached_still()):
            return
        at = self._book.steps if step is not None else 0
        self._attached.append(_Attached(person, back, found.picture, at))
        form.materials.append(MaterialForm(f"证件图片（第 {row + 1} 位）", content=found.picture))
        self._desk.changed()

    def _attached_still(self) -> list[_Attached]:
        """What is among the visit's papers now; somebody may have taken it out of the list."""
        there = {id(material.content) for material in self._desk.form.materials}
        return [attached for attached in self._attached if id(attached.picture) in there]

    def _detach(self) -> None:
        """Pictures of what was taken back go too."""
        gone = {id(a.picture) for a in self._attached if a.step > self._book.steps}
        form = self._desk.form
        form.materials = [m for m in form.materials if id(m.content) not in gone]
        self._attached = [a for a in self._attached if id(a.picture) not in gone]

    def _on_late(self) -> None:
        if self._desk.open:
            self._desk.messages.info(
                "刚识别完的图片属于前一份登记，没有填入这一份。需要时请在那一份里重新识别。"
            )

    def _on_picture_failed(self, error: BaseException, name: str, place: int) -> None:
        """A bad picture is told by its place; those behind it go on."""
        if place:
            self._bad.append(f"第 {place} 张（{name}）：{sentence_for(error)}")
            self._panel.show_note(self._bad[-1], warn=True)
            return
        self._desk.messages.fail(error)
        self._panel.show_note(sentence_for(error), warn=True)

    def _on_finished(self, of: int) -> None:
        """What could not be used of many is said when all are done, so that nothing talks over it."""
        bad, self._bad = self._bad, []
        if bad:
            head, lines = scan_words.bad_of_many(of, bad)
            self._panel.show_bad(head, lines)
            self._desk.messages.warn("\n".join([f"{head}。{TYPED_SAFE}", *lines]))

    # --- the pile ----------------------------------------------------------------------------------

    def _set_pile(self, on: bool) -> None:
        self._pile_on = on
        self._show_pile()

    def _on_pile_toggled(self, on: bool) -> None:
        self._set_pile(on)
        self._panel.take_keyboard()

    def _show_pile(self) -> None:
        lines = self._book.lines(self._desk.form)
        self._panel.show_pile(lines, on=self._pile_on, can_undo=self._book.steps > 0)

    def _on_undo(self) -> None:
        undone = self._book.undo(self._desk.form)
        if undone is None:
            self._panel.show_note(_NOTHING_TO_UNDO, warn=True)
        else:
            self._people.settle_said()
            rest = f"后来填的内容留在第 {undone.kept_row + 1} 位。" if undone.kept_row >= 0 else ""
            self._panel.show_note(f"已撤回“{undone.name}”。{rest}")
            self._detach()
            self._desk.changed()
            self._show_pile()

    def _on_line(self, index: int) -> None:
        desk = self._desk
        lines = self._book.lines(desk.form)
        if not 0 <= index < len(lines):
            return
        if lines[index].wants_person:
            if desk.form.person is not None and self._book.assign(desk.form, index, desk.form.selected):
                more = "图片没有附上，需要时请再读一次这一面。" if self._panel.keep.isChecked() else ""
                self._panel.show_note(f"已归到第 {desk.form.selected + 1} 位。{more}")
                desk.changed()
            else:
                self._panel.show_note("请先在名单里选中这张证件的人，再点这一行。", warn=True)
            self._show_pile()
        elif lines[index].row >= 0:
            desk.form.selected = lines[index].row
            desk.show_all()

    def _on_check(self) -> None:
        """The pile is read: compare, one after the other, what is not sure."""
        desk = self._desk
        row = edits.next_unchecked(desk.form)
        desk.view.show_form()
        if row is not None:
            desk.form.selected = row
        desk.show_all()
        desk.view.people.focus_reading()
