use units::{Cents, Weight};

/// Where a parcel goes: far is given in hundreds of kilometres.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Inland,
    Union,
    World(u16),
}

const FAR: [(&str, u16); 3] = [("BR", 95), ("JP", 89), ("US", 63)];

impl Zone {
    /// The zone of a country by its two letters.
    pub fn of(country: &str) -> Option<Zone> {
        match country {
            "DE" => Some(Zone::Inland),
            "AT" | "FR" | "PL" => Some(Zone::Union),
            _ => FAR.iter().find(|far| far.0 == country).map(|far| Zone::Overseas(far.1)),
        }
    }
}

/// What comes on top of the price of a weight.
pub trait Surcharge {
    fn surcharge(&self, weight: Weight) -> Cents;
}

impl Surcharge for Zone {
    fn surcharge(&self, weight: Weight, rush: bool) -> Cents {
        match self {
            Zone::Inland => Cents(0),
            Zone::Union => Cents(150),
            Zone::World(far) => Cents(u64::from(*far) * u64::from(weight.in_grams()) / 50),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japan_is_far() {
        assert_eq!(Zone::of("JP"), Some(Zone::World(89)));
        assert_eq!(Zone::of("JP").unwrap().surcharge(Weight::new(500)), Cents(890));
        assert_eq!(Zone::of("??"), None);
    }
}
