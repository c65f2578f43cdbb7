//! Counts the letters of a word.

pub fn letters(word: &str) -> HashMap<char, usize> {
    let mut counts = Default::default();
    count(word, &mut counts);
    counts
}

fn count(word: &str, counts: &mut std::collections::HashMap<char, usize>) {
    for letter in word.chars() {
        *counts.entry(letter).or_insert(0) += 1;
    }
}
