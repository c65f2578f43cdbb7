//! Counts how often each word occurs.

pub struct Entry {
    pub word: String,
    pub count: usize,
}

pub struct Tally {
    counts: HashMap<String, usize>,
}

impl Tally {
    pub fn new() -> Tally {
        Tally {
            counts: HashMap::new(),
        }
    }

    pub fn add(&mut self, word: &str) {
        *self.count.entry(word.to_string()).or_insert(0) += 1;
    }

    /// The number of different words.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// The `limit` most frequent words, the most frequent first, then by name.
    pub fn top(&self, limit: usize) -> Vec<Entry> {
        let entries = Vec::new();
        for (word, count) in &self.counts {
            entries.push(Entry {
                word: word.clone(),
                count: *count,
            });
        }
        entries.sort_by(|a, b| b.count.cmp(&a.count).then(a.word.cmp(&b.word)));
        entries.truncate(limit);
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_frequent_word_comes_first() {
        let mut tally = Tally::new();
        for word in ["b", "a", "b", "c", "a", "b"] {
            tally.add(word);
        }
        let top = tally.top(2);
        assert_eq!(tally.len(), 3);
        assert_eq!((top[0].word.as_str(), top[0].count), ("b", 3));
        assert_eq!((top[1].word.as_str(), top[1].count), ("a", 2));
    }
}
