//! What is sent: a parcel, its kind and its label.

use units::{Size, Weight};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Letter,
    Carton,
    Tube,
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Letter => "letter",
            Kind::Carton => "carton",
        }
    }
}

#[derive(Debug)]
pub struct Parcel {
    pub id: u32,
    pub kind: Kind,
    pub weight: Weight,
    pub size: Size,
}

impl Parcel {
    /// A letter: flat, and as light as a letter may be.
    pub fn letter(id: u32) -> Parcel {
        Parcel {
            id,
            kind: Kind::Letter,
            weight: Weight::new(20),
        }
    }

    pub fn label(&self) -> String {
        format!("{} #{}, {} g", self.kind.word(), self.id, self.weight.grams)
    }

    pub fn is_bulky(&self) -> bool {
        self.size.reach() > 3000
    }
}

/// How many there are of each kind.
pub fn census(parcels: &[Parcel]) -> HashMap<Kind, usize> {
    let mut counts = HashMap::new();
    for parcel in parcels {
        *counts.entry(parcel.kind).or_insert(0) += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_so() {
        assert_eq!(Parcel::letter(7).label(), "letter #7, 20 g");
        assert_eq!(census(&[Parcel::letter(1), Parcel::letter(2)])[&Kind::Letter], 2);
    }
}
