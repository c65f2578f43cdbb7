//! Reads a ledger: one `name amount` pair per line.

mod read;

use ledger_core::Account;

pub fn load(text: &str) -> Account {
    let mut account = Account::open();
    for (name, amount) in read::line(text) {
        account.book(name, amount);
    }
    account
}
