"""What this page adds to the common style: marks on fields, the queue, matching words."""

STYLE = """
QLineEdit[mark="missing"], QPlainTextEdit[mark="missing"], QComboBox[mark="missing"] {
    border: 2px solid #c0392b; padding: 1px 7px;
}
QLineEdit[mark="doubt"], QPlainTextEdit[mark="doubt"], QComboBox[mark="doubt"] {
    background: #fff3d6; border: 1px solid #d98a00;
}
QLineEdit[mark="doubt"]:focus { border: 2px solid #b06f00; padding: 1px 7px; }
QFrame[role="plain"] { background: transparent; border: none; }
QFrame#procedures[mark="missing"] { border: 2px solid #c0392b; border-radius: 4px; }
QLineEdit, QComboBox, QSpinBox { padding: 2px 8px; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus { padding: 1px 7px; }
#peopleTable { font-size: 13px; }
QFrame[role="candidate"] { background: #ffffff; border: 1px solid #d9dfe5; border-radius: 4px; }
QFrame[role="candidate"][chosen="true"] { border: 1px solid #1769b4; border-left: 4px solid #1769b4; }
QFrame[role="candidate"]:focus { border: 2px solid #1769b4; }
QFrame[role="banner"] { background: #eef8f2; border: 1px solid #bfe0cd; border-left: 4px solid #2e8b57;
    border-radius: 4px; }
QFrame[role="banner"][effect="warn"] { background: #fff9ee; border-color: #f2e4c6;
    border-left-color: #d98a00; }
QFrame[role="reading"] { background: #e8f2fc; border: 1px solid #c3dcf5; border-radius: 4px; }
QFrame[role="strip"] { background: #fff9ee; border: 1px solid #d98a00; border-radius: 4px; }
QLabel[role="state"] { font-size: 18px; font-weight: 700; }
QLabel[role="state"][tone="good"] { color: #1d6b42; }
QLabel[role="state"][tone="warn"] { color: #8a5300; }
QLabel[role="dropzone"] { color: #52606d; background: #f6f8fa; border: 2px dashed #b9c3cd;
    border-radius: 6px; }
QLabel[role="dropzone"]:focus { border-color: #1769b4; }
#pileList { border: 1px solid #d9dfe5; border-radius: 4px; font-size: 13px; }
#pileList:focus { border: 2px solid #1769b4; }
#pileList::item { padding: 0 6px; }
QFrame[role="finding"][effect="seen"] { background: #f6f8fa; border-left-color: #9aa7b3; }
QLabel[role="number"] { font-size: 20px; font-weight: 700; }
QLabel[role="large"] { font-size: 18px; }
QLabel[role="law"] { color: #14508c; font-size: 12px; }
QLabel[role="empty"] { color: #5c6b7a; }
QPushButton[kind="small"] { padding: 2px 9px; min-height: 20px; font-weight: 600; font-size: 13px; }
QPushButton[kind="small"]:focus { padding: 1px 8px; }
QPushButton#removePerson { min-height: 22px; }
QPushButton[kind="link"] { border: 1px solid transparent; background: transparent; color: #14599a;
    padding: 1px 4px; min-height: 16px; font-weight: 600; font-size: 12px; }
QPushButton#discardDraft { min-height: 13px; padding: 0 2px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 1px solid #1769b4; }
QToolButton#personMore { border: 1px solid #b9c3cd; padding: 2px 8px; background: #ffffff;
    font-size: 13px; font-weight: 600; }
QToolButton#personMore:focus { border: 2px solid #1769b4; padding: 1px 7px; }
QToolButton#addMatter { color: #14599a; font-weight: 600; }
QToolButton#personMore::menu-indicator { image: none; }
QToolButton[role="said"] { color: #14599a; font-size: 12px; padding: 0 3px; border: none; }
QToolButton[role="said"]::menu-indicator { image: none; }
QTabBar#matterTabs::tab { padding: 4px 12px; }
QPlainTextEdit { padding: 0 4px; }
QPlainTextEdit#demand, QPlainTextEdit#facts { min-height: 66px; }
QPlainTextEdit:focus, QPlainTextEdit[mark="missing"] { padding: 0 3px; }
QLabel[role="counter"] { color: #52606d; font-size: 12px; }
QLabel[role="counter"][over="true"] { color: #a32a1f; font-weight: 700; }
QLabel[over="true"] { color: #a32a1f; font-weight: 700; }
#queueList::item { padding: 0; border: none; }
#queueList:focus { border: 2px solid #1769b4; }
QCheckBox { font-size: 13px; padding: 1px 2px; }
#remark { min-height: 40px; }
"""
