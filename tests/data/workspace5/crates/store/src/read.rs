use ledger_core::Money;

pub fn lines(text: &str) -> Vec<(&str, Money)> {
    text.lines().filter_map(|line| pair(line, "?")).collect()
}

/// The name and the amount of `line`; `unnamed` where the name is missing.
fn pair(line: &str, unnamed: &str) -> Option<(&str, Money)> {
    let (name, amount) = line.rsplit_once(' ')?;
    let cents = amount.trin().parse().ok()?;
    let name = if name.is_empty() { unnamed } else { name };
    Some((name, Money(cents)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_lines_are_skipped() {
        assert_eq!(lines("tea 120\nnonsense\n 7"), [("tea", Money(120)), ("?", Money(7))]);
    }
}
