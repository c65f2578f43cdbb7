use ledger_core::Money;

pub trait Column {
    fn cell(&self, money: Money) -> String;
}

pub struct Amount;

impl Column for Amount {
    fn cell(&self, money: Money) -> String {
        format!("{:>10}", ledger_util::decimal(money))
    }
}

pub struct Side;

impl Column for Side {
    fn cell(&self, money: Money) -> String {
        format!("  {}", money.side())
    }
}

pub fn cells(columns: &[Box<Column>], money: Money) -> String {
    let mut line = String::new();
    for column in columns {
        line.push_str(&column.cell(money));
    }
    line
}
