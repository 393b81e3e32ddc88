"""The modules of a matrix code that is blurred, bent and hardly larger than the pixels.

Thresholding fails when neighbouring modules blend into one grey. Here the symbol is drawn from a guess
of its modules, blurred like the picture, and compared with it: what differs moves the grid (least
squares of the brightness difference, Lucas and Kanade 1981) and changes the guess (projected gradient
with momentum, Beck and Teboulle 2009), in turn. The modules every symbol of the size shares hold the
grid at the start; places already sure of themselves then pull their neighbours into place.
"""

import numpy as np
from numpy.typing import NDArray

from app.scanning.code_engines import Grey, Quad
from app.scanning.code_shapes import UNKNOWN, Modules

Plane = NDArray[np.float32]
"""Values at every sample, or one per module, with the margin."""

_FINE = 4  # samples per module side
_QUIET = 2  # modules of margin
_COARSE_ROUNDS = 4
_COARSE_BLUR = 1.0  # modules, on top in the first rounds
_GUESSING_ROUNDS = 30
_GRAM_REACH = 4  # modules
_LEAST_CONTRAST = 5.0  # grey levels
_EVEN = 0.02
"""Weight against brightness or contrast that changes across the symbol."""
_FARTHEST_WHOLE = 0.7
_FARTHEST_LOCAL = 0.4
"""Modules the grid may move in one round."""
_STAYING = 0.03
"""Weight against moving, relative to the mean of what pulls."""


class GridFit:
    """One symbol of known size at a roughly known place, fitted step by step.

    Attributes:
        module_px: mean side of a module in the picture.
        misfit: root of the mean squared difference to the drawn symbol, in units of its contrast.
    """

    def __init__(self, grey: Grey, quad: Quad, shape: Modules, blur_px: float) -> None:
        """
        Args:
            quad: corners of the symbol without margin: upper left, upper right, lower right, lower
                left as the symbol is read; right within about a module.
            shape: its modules as far as they are known.
            blur_px: sigma of the picture's blur.
        """
        import cv2

        self._grey = grey
        self._side = side = shape.shape[0]
        self._known = np.pad(shape, _QUIET, constant_values=0)
        self._held = self._known != UNKNOWN
        corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
        self._base = cv2.getPerspectiveTransform(corners, quad.astype(np.float32)).astype(np.float32)
        axis = (np.arange((side + 2 * _QUIET) * _FINE, dtype=np.float32) + 0.5) / _FINE - _QUIET
        self._u, self._v = np.meshgrid(axis, axis)
        self._across = self._u / np.float32(side) - np.float32(0.5)
        self._down = self._v / np.float32(side) - np.float32(0.5)
        self._shift_u, self._shift_v = np.zeros_like(self._u), np.zeros_like(self._u)
        self.module_px = float(np.linalg.norm(np.roll(quad, -1, 0) - quad, axis=1).mean() / side)
        self._blur = blur_px / self.module_px * _FINE
        self._guess = np.where(self._held, self._known, 0.5).astype(np.float32)
        self.misfit = 1.0

    def hold(self, rounds: int) -> None:
        """Fit place, turn and perspective by the modules known beforehand."""
        plain = np.maximum(1 - _blurred(_spread((~self._held).astype(np.float32)), self._blur), 0)
        drawn = self._drawn(self._guess)
        for index in range(rounds):
            coarse = _COARSE_BLUR * _FINE * (1 - index / _COARSE_ROUNDS)
            if coarse > 0:
                weight = np.maximum(plain, 0.1) ** 2
                aim, seen = _blurred(drawn, coarse), _blurred(self._sampled(), coarse)
            else:
                weight, aim, seen = plain**2, drawn, self._sampled()
            self._move_whole(self._matched(seen, aim, weight), aim, weight)

    def agreement(self, telling: NDArray[np.bool_]) -> float:
        """How alike drawn and seen are over some known modules.

        Args:
            telling: shape (side, side).

        Returns:
            Correlation, 1 when alike but for brightness and contrast.
        """
        inner = slice(_QUIET, _QUIET + self._side)
        seen, drawn = (
            plane.reshape(self._known.shape[0], _FINE, -1, _FINE).mean(axis=(1, 3))[inner, inner]
            for plane in (self._sampled(), self._drawn(self._guess))
        )
        a, b = seen[telling] - seen[telling].mean(), drawn[telling] - drawn[telling].mean()
        return float(a @ b / np.sqrt((a @ a) * (b @ b) + 1e-6))

    def settle(self, window: float) -> NDArray[np.bool_]:
        """One round: the modules from the grid, then the grid from the modules.

        Args:
            window: sigma in modules of the neighbourhood that moves together.

        Returns:
            The modules, True dark, without margin.
        """
        whole = np.ones(self._u.shape, np.float32)
        raw = self._sampled()
        self._guess = self._modules(self._matched(raw, self._drawn(self._guess), whole))
        firm = self._drawn(np.clip((self._guess - 0.5) * 3 + 0.5, 0, 1).astype(np.float32))
        seen = self._matched(raw, firm, whole)
        self._guess = self._modules(seen)
        self.misfit = float(np.sqrt(((seen - firm) ** 2).mean()))
        sure = _blurred(_spread(((2 * self._guess - 1) ** 2).astype(np.float32)), 0.7 * _FINE) ** 2
        self._move_locally(seen, firm, sure, window)
        inner = slice(_QUIET, _QUIET + self._side)
        return np.asarray(self._guess[inner, inner] > 0.5)

    def _sampled(self) -> Plane:
        """Darkness at every sample, in grey levels."""
        import cv2

        u, v, base = self._u + self._shift_u, self._v + self._shift_v, self._base
        depth = base[2, 0] * u + base[2, 1] * v + base[2, 2]
        x = (base[0, 0] * u + base[0, 1] * v + base[0, 2]) / depth - np.float32(0.5)
        y = (base[1, 0] * u + base[1, 1] * v + base[1, 2]) / depth - np.float32(0.5)
        seen = cv2.remap(self._grey, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(255 - seen.astype(np.float32), np.float32)

    def _drawn(self, modules: Plane) -> Plane:
        return _blurred(_spread(modules), self._blur)

    def _matched(self, seen: Plane, drawn: Plane, weight: Plane) -> Plane:
        """What is seen with paper as 0 and ink as 1, both of which may change evenly across."""
        u, v, s, d, w = (each.ravel()[::3] for each in (self._across, self._down, seen, drawn, weight))
        terms = np.stack([np.ones_like(u), u, v, u * u, u * v, v * v, d, d * u, d * v])
        firm = np.array([1e-3, 0.1, 0.1, 1, 1, 1, 1e-3, 1, 1], np.float32) * _EVEN * float(w.sum())
        found = np.linalg.solve((terms * w) @ terms.T + np.diag(firm), (terms * w) @ s)
        u, v = self._across, self._down
        paper = (
            found[0] + found[1] * u + found[2] * v + found[3] * u * u + found[4] * u * v + found[5] * v * v
        )
        contrast = np.maximum(found[6] + found[7] * u + found[8] * v, _LEAST_CONTRAST)
        return np.asarray((seen - paper) / contrast, np.float32)

    def _modules(self, seen: Plane) -> Plane:
        """Least squares for the modules between 0 and 1, the known ones held."""
        import cv2

        count = self._known.shape[0]
        target = _blurred(seen, self._blur).reshape(count, _FINE, count, _FINE).mean(axis=(1, 3))
        kernel = _gram(self._blur)
        guess = ahead = self._guess
        pace = 1.0
        for _ in range(_GUESSING_ROUNDS):
            spilled = cv2.filter2D(ahead, -1, kernel, borderType=cv2.BORDER_REPLICATE)
            better = np.where(self._held, self._known, np.clip(ahead - spilled + target, 0, 1))
            following = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
            ahead = (better + (pace - 1) / following * (better - guess)).astype(np.float32)
            guess, pace = better.astype(np.float32), following
        return guess

    def _move_whole(self, seen: Plane, drawn: Plane, weight: Plane) -> None:
        u, v = self._across, self._down
        basis = np.stack([np.ones_like(u), u, v, u * v]).reshape(4, -1)[:, ::2]
        across, down = _slopes(seen, drawn)
        rows = np.concatenate([basis * across.ravel()[::2], basis * down.ravel()[::2]])
        weighted = rows * weight.ravel()[::2]
        normal = weighted @ rows.T
        normal += np.eye(8, dtype=np.float32) * (np.trace(normal) * 1e-4 + 1e-6)
        moved = np.linalg.solve(normal, weighted @ (drawn - seen).ravel()[::2])
        moved = np.clip(moved, -_FARTHEST_WHOLE, _FARTHEST_WHOLE)
        self._shift_u += moved[0] + moved[1] * u + moved[2] * v + moved[3] * u * v
        self._shift_v += moved[4] + moved[5] * u + moved[6] * v + moved[7] * u * v

    def _move_locally(self, seen: Plane, drawn: Plane, sure: Plane, window: float) -> None:
        across, down = _slopes(seen, drawn)
        missing = drawn - seen
        products = (across * across, down * down, across * down, across * missing, down * missing)
        uu, vv, uv, mu, mv = (_blurred(sure * each, window * _FINE) for each in products)
        staying = _STAYING * float((uu + vv).mean()) + 1e-6
        uu, vv = uu + staying, vv + staying
        det = uu * vv - uv * uv
        self._shift_u += np.clip((vv * mu - uv * mv) / det, -_FARTHEST_LOCAL, _FARTHEST_LOCAL)
        self._shift_v += np.clip((uu * mv - uv * mu) / det, -_FARTHEST_LOCAL, _FARTHEST_LOCAL)


def _spread(modules: Plane) -> Plane:
    """Every module as a square of samples."""
    return np.repeat(np.repeat(modules, _FINE, 0), _FINE, 1)


def _blurred(plane: Plane, sigma: float) -> Plane:
    import cv2

    reach = 2 * int(3 * sigma + 0.5) + 1
    soft = cv2.GaussianBlur(plane, (reach, reach), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft, np.float32)


def _slopes(seen: Plane, drawn: Plane) -> tuple[Plane, Plane]:
    """Change per module across and down, the mean of both pictures'."""
    import cv2

    both = (seen + drawn) * np.float32(_FINE / 4)
    ahead = np.array([[-1, 0, 1]], np.float32)
    across = cv2.filter2D(both, -1, ahead, borderType=cv2.BORDER_REPLICATE)
    down = cv2.filter2D(both, -1, ahead.T, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(across, np.float32), np.asarray(down, np.float32)


def _gram(blur: float) -> Plane:
    """How much of a module's ink, drawn and measured with the same blur, is found in each neighbour."""
    side = 2 * _GRAM_REACH + 1
    one = np.zeros((side, side), np.float32)
    one[_GRAM_REACH, _GRAM_REACH] = 1
    twice = _blurred(_blurred(_spread(one), blur), blur)
    return np.asarray(twice.reshape(side, _FINE, side, _FINE).mean(axis=(1, 3)), np.float32)
