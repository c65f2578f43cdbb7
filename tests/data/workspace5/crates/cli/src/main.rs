//! ledger: prints the balances of a ledger file, or of a small sample.

const SAMPLE: &str = "salary 250000\nrent -90000\nfood -1250\nfood -730\nloan 5000\nloan -5000\n";

fn main() {
    let text = read(std::env::args().nth(1)).expect("cannot read the ledger");
    let titles = vec!["account", "balance", "side"];
    let account = ledger_store::load(&text);
    for title in titles {
        print!("{:<10}", title);
    }
    println!("({} columns)", titles.len());
    print!("{}", ledger_report::render(&account));
}

fn read(path: Option<String>) -> Result<String, std::io::Error> {
    match path {
        Some(path) => std::fs::read_to_string(path),
        None => SAMPLE.to_string(),
    }
}
