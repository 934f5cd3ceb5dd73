"""What is done with accounts: made, reached, let in, given keys, and erased."""

from app.accounts.rules.contacts import kind_of
from app.accounts.service.contacts import add_contact, add_own_contact, opt_out, remove_contact
from app.accounts.service.entrance import (
    LinkAsk,
    SignedIn,
    ask_link,
    ask_own_link,
    get_by_contact,
    mint_link,
    sign_in,
    sign_out,
    use_link,
)
from app.accounts.service.erasing import export, forget, forget_keys
from app.accounts.service.keys import exchange_link, make_key, note_use, revoke_key
from app.accounts.service.settings import change, describe, make_account, make_ops, restore, set_password, suspend

__all__ = [
    "LinkAsk", "SignedIn", "add_contact", "add_own_contact", "ask_link", "ask_own_link", "change",
    "describe", "exchange_link", "export", "forget", "forget_keys", "get_by_contact", "kind_of", "make_account",
    "make_key", "make_ops", "mint_link", "note_use", "opt_out", "remove_contact", "restore", "revoke_key",
    "set_password", "sign_in", "sign_out", "suspend", "use_link",
]
