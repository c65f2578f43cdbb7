//! The mean of what was measured.

pub mod read;

pub fn mean(values: &[f64]) -> f64 {
    let sum: f64 = values.iter().sum();
    sum / values.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lies_between() {
        assert_eq!(mean(&[1.0, 2.0]), 1.5);
    }

    #[test]
    fn of_what_was_read() {
        assert_eq!(mean(&read::values("4 8 grams")), 6.0);
    }
}
