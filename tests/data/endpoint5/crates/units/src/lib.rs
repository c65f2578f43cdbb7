//! Weights, sizes and money, each in its smallest unit.

mod weight;

pub use weight::{BadWeight, Weight};

use std::fmt;
use std::ops::Add;

/// Money in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub u64);

impl Add for Cents {
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// Outer measures in millimetres.
#[derive(Debug)]
pub struct Size {
    pub length: u32,
    pub width: u32,
    pub height: u32,
}

impl Size {
    /// The way around it, lengthwise not counted.
    pub fn girth(&self) -> u32 {
        2 * (self.width + self.depth)
    }

    /// What a carrier measures to tell a box from a pallet.
    pub fn reach(&self) -> u32 {
        self.length + self.girth()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_two_decimals() {
        assert_eq!((Cents(199) + Cents(6)).to_string(), "2.05");
    }

    #[test]
    fn reach_is_length_and_girth() {
        let size = Size { length: 300, width: 200, height: 100 };
        assert_eq!(size.reach(), 900);
    }
}
