/// An amount in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Money(pub i64);

impl Money {
    pub fn plus(self, other: Money) -> Money {
        Money(self.0 + other.0)
    }

    /// "debit" below zero, otherwise "credit".
    pub fn side(self) -> String {
        if self.0 < 0 {
            return "debit";
        }
        String::from("credit")
    }

    pub fn is_zero(self) -> bool {
        self == Money::default()
    }
}
