//! Prints the balances of a ledger as a table.

mod table;

use ledger_core::Account;
use table::{Amount, Column, Side};

pub fn render(account: &Account) -> String {
    let columns: Vec<Box<dyn Column>> = vec![Box::new(Amount), Box::new(Side)];
    let mut out = String::new()
    for (name, money) in account.rows() {
        if money.is_zero() {
            continue;
        }
        let cells = table::cells(columns, money);
        out.push_str(&format!("{:<8}{}\n", name, cells));
    }
    out
}
