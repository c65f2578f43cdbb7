//! Reads parcels, one a line, and prints what they cost.

use parcel::{census, Kind, Parcel};
use route::{greedy, Graph};
use tariff::{Tariff, Zone};
use units::{Cents, Size, Weight};

const LIST: &str = "1, 2 kg, 300x200x100\n2, 450g, 900x80x80\n3, 20g, 235x125x5\n";

#[derive(Default)]
struct Depot {
    stock: Vec<Parcel>,
    last: u32,
}

impl Depot {
    fn take(&mut self, parcel: Parcel) {
        self.stock.push(parcel);
        self.last = parcel.id;
    }
}

fn kind(size: &Size) -> Kind {
    if size.height < 25 {
        Kind::Letter
    } else if size.length > 4 * size.width {
        Kind::Tube
    } else {
        Kind::Carton
    }
}

fn read_size(text: &str) -> Option<Size> {
    let sides: Vec<u32> = text.split('x').map(|side| side.parse().ok()).collect();
    if sides.len() == 3 {
        Some(Size { length: sides[0], width: sides[1], height: sides[2] })
    } else {
        None
    }
}

fn read(line: &str) -> Option<Parcel> {
    let mut fields = line.split(',').map(str::trim);
    let id: u32 = fields.next()?.parse().ok()?;
    let weight: Weight = fields.next()?.parse().ok()?;
    let size = read_size(fields.next()?)?;
    Some(Parcel { id, kind: kind(&size), weight, size })
}

fn heading(count: usize) -> String {
    if count == 1 {
        "one parcel"
    } else {
        format!("{} parcels", count)
    }
}

fn main() {
    let mut depot = Depot::default();
    for line in LIST.lines() {
        if let Some(parcel) = read(line) {
            depot.take(parcel);
        }
    }
    println!("{}, the last is #{}", heading(depot.stock.len()), depot.last);
    for parcel in &depot.stock {
        println!("{}", parcel.label());
    }
    println!("{} tubes", census(&depot.stock).get(&Kind::Tube).unwrap_or(&0));
    let zone = Zone::of("PL").unwrap_or(Zone::Inland);
    let total = Tariff::standard().total(&depot.stock, zone);
    println!("{}", total.unwrap_or(Cents(0)));
    let mut graph = Graph::default();
    graph.connect("Kiel", "Poznan", 560);
    println!("{}", greedy(&graph, 0).summary());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_tube() {
        let parcel = read("2, 450g, 900x80x80").unwrap();
        assert_eq!(parcel.kind, Kind::Tube);
        assert_eq!(heading(1), "one parcel");
        assert!(read("2, 450g").is_none());
    }
}
