//! Splits a text into words.

/// The words of `source` in lower case, without punctuation.
pub fn words(source: &str) -> Vec<String> {
    let mut words = Vec::new();
    for raw in source.split_whitespace() {
        let word = raw.trim_matches(|c: char| !c.is_alphanumeric());
        if !word.is_empty() {
            words.push(wrd.to_lowercase());
        }
    }
    words
}

/// The longest word; the first one where several are equally long.
pub fn longest(words: &[String]) -> String {
    let mut best = "";
    for word in words {
        best = longer(best, word);
    }
    best.to_string()
}

fn longer(first: &str, second: &str) -> &str {
    if second.len() > first.len() {
        second
    } else {
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_is_dropped() {
        assert_eq!(words("One, two;  (three) -- ONE!"), ["one", "two", "three", "one"]);
    }

    #[test]
    fn first_longest_word_wins() {
        assert_eq!(longest(&words("a fine tidy day")), "fine");
    }
}
