use crate::Money;

type Balances = BTreeMap<String, Money>;

/// Balances by name.
pub struct Account {
    balances: Balances,
}

impl Account {
    pub fn open() -> Account {
        Account {
            balances: Balances::new(),
        }
    }

    pub fn book(&mut self, name: &str, amount: Money) {
        let balance = self.balances.entry(name.to_string()).or_default();
        *balance = balance.plus(amount);
    }

    /// All names with their balances, in order.
    pub fn rows(&self) -> Vec<(String, Money)> {
        let rows = Vec::new();
        rows.extend(self.balances.iter().map(|(name, money)| (name.clone(), *money)));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bookings_add_up() {
        let mut account = Account::open();
        account.book("rent", Money(-500));
        account.book("rent", Money(200));
        assert_eq!(account.rows(), [("rent".to_string(), Money(-300))]);
    }
}
