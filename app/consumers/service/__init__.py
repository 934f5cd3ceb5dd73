"""What is done with consumers: signed up, answering, agreeing, living somewhere, imported, erased."""

from app.consumers.service.agreements import give_consent, refuse_automatic, withdraw_consent
from app.consumers.service.bringing import Ears, Wanted, import_file
from app.consumers.service.declaring import declare
from app.consumers.service.drafts import discard, discard_kept, forget_expired, resume, save_page, use_kept
from app.consumers.service.erasing import export, forget
from app.consumers.service.files import check_files
from app.consumers.service.places import set_address
from app.consumers.service.proving import (
    confirm_account,
    decline_account,
    learn_account,
    prove_account,
    record_profile,
    show_account,
)
from app.consumers.service.responses import submit, submit_page
from app.consumers.service.signing_up import ask_to_join, finish, sign_up
from app.consumers.service.standing import change, come_back, hold, leave, release

__all__ = [
    "Ears", "Wanted", "ask_to_join", "change", "check_files", "come_back", "confirm_account", "declare",
    "decline_account", "discard", "discard_kept", "export", "finish", "forget", "forget_expired",
    "give_consent", "hold", "import_file", "learn_account", "leave", "prove_account", "record_profile",
    "refuse_automatic", "release", "resume", "save_page", "set_address", "show_account", "sign_up", "submit",
    "submit_page", "use_kept", "withdraw_consent",
]
