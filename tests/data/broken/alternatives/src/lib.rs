pub mod exact {
    pub trait Surface {
        fn surface(&self) -> f64;
    }

    impl Surface for (f64, f64) {
        fn surface(&self) -> f64 {
            self.0 * self.1
        }
    }
}

pub mod whole {
    pub trait Surface {
        fn surface(&self) -> u32;
    }

    impl Surface for (f64, f64) {
        fn surface(&self) -> u32 {
            (self.0 * self.1) as u32
        }
    }
}

pub mod tiles {
    pub fn needed(floor: (f64, f64)) -> u32 {
        floor.surface()
    }
}
