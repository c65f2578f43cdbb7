//! Formatting helpers.

use ledger_core::Money;

/// `money` as units and cents: `-12.05`.
pub fn decimal(money: Money) -> String {
    let sign = "";
    if money.0 < 0 {
        sign = "-";
    }
    let cents = money.0.abs();
    format!("{}{}.{:02}", sign, cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_amounts_keep_their_sign() {
        assert_eq!(decimal(Money(-1205)), "-12.05");
    }
}
