/// The numbers in a text; words are passed over.
pub fn values(text: &str) -> Vec<f64> {
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}
