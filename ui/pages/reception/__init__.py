"""接待: one visit from the document on the reader to the receipt in the visitor's hand."""

from ui.pages.reception.page import ReceptionPage, make_reception_page
from ui.pages.reception.services import ReceptionServices

__all__ = ["ReceptionPage", "ReceptionServices", "make_reception_page"]
