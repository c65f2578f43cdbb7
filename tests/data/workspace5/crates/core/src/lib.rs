//! Money and accounts.

mod account;
mod money;

pub use account::Account;
pub use money::Money;
