use std::str::FromStr;

/// A weight, kept in grams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    grams: u32,
}

/// Why a text is no weight.
#[derive(Debug, PartialEq, Eq)]
pub enum BadWeight {
    Unit(String),
    Number(String),
}

impl Weight {
    pub fn new(grams: u32) -> Weight {
        Weight { grams }
    }

    pub fn in_grams(self) -> u32 {
        self.grams
    }
}

impl FromStr for Weight {
    type Err = BadWeight;

    /// "750g", "2 kg"
    fn from_str(text: &str) -> Result<Weight, BadWeight> {
        let bad_unit = || BadWeight::Unit(text);
        let text = text.strip_suffix('g').ok_or_else(bad_unit)?;
        let (digits, factor) = match text.strip_suffix('k') {
            Some(digits) => (digits.trim(), 1000),
            None => (text.trim(), 1),
        };
        let count: u32 = digits;
        Ok(Weight { grams: count * factor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_grams_and_kilograms() {
        assert_eq!("750g".parse(), Ok(Weight::new(750)));
        assert_eq!("2 kg".parse(), Ok(Weight::new(2000)));
        assert_eq!("2 lb".parse::<Weight>(), Err(BadWeight::Unit("2 lb".to_string())));
    }
}
