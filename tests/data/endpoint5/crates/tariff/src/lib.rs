//! What sending costs.

mod zone;

pub use zone::{Surcharge, Zone};

use parcel::Parcel;
use units::Cents;

/// Heavier than the last step, by its grams.
#[derive(Debug, PartialEq, Eq)]
pub struct TooHeavy(pub u32);

/// Steps of grams and prices, lightest first.
pub struct Tariff {
    steps: Vec<(u32, Cents)>,
}

impl Tariff {
    pub fn standard() -> Tariff {
        Tariff {
            steps: vec![(20, Cents(95)), (500, Cents(180)), (5000, Cents(699)), (31_500, Cents(1999))],
        }
    }

    /// The price of the first step that is heavy enough.
    pub fn base(&self, parcel: &Parcel) -> Result<Cents, TooHeavy> {
        let grams = parcel.weight.in_grams();
        for (limit, price) in &self.steps {
            if grams <= *limit {
                return Ok(*price);
            }
        }
        Err(TooHeavy(grams))
    }

    pub fn price(&self, parcel: &Parcel, zone: Zone) -> Result<Cents, TooHeavy> {
        let base = self.base(parcel)?;
        Ok(base + zone.surcharge())
    }

    pub fn total(&self, parcels: &[Parcel], zone: Zone) -> Result<Cents, String> {
        let sum = Cents(0);
        for parcel in parcels {
            sum = sum + self.price(parcel, zone)?;
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_add_up() {
        let parcels = [Parcel::letter(1), Parcel::letter(2)];
        let tariff = Tariff::standard();
        assert_eq!(tariff.total(&parcels, Zone::Inland), Ok(Cents(190)));
        assert_eq!(tariff.total(&parcels, Zone::Union), Ok(Cents(490)));
    }
}
