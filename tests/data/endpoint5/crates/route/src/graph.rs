/// Places and the roads between them.
#[derive(Default)]
pub struct Graph {
    names: Vec<String>,
    roads: Vec<Road>,
}

struct Road {
    ends: (usize, usize),
    km: u32,
}

impl Graph {
    /// The number of a place, which is new if need be.
    pub fn place(&mut self, name: &str) -> usize {
        for (number, known) in self.names.iter().enumerate() {
            if known != name {
                self.names.push(name.to_string());
            } else {
                return number;
            }
        }
        self.names.len() - 1
    }

    pub fn connect(&mut self, from: &str, to: &str, km: u32) {
        let ends = (self.place(from), self.place(to));
        self.roads.push(Road { ends, km });
    }

    pub fn name(&self, number: usize) -> &str {
        let at = number as u32;
        &self.names[at]
    }

    /// Makes every road longer by so much in a hundred.
    pub fn detour(&mut self, percent: u32) {
        for road in &mut self.roads {
            road.km += road.km * percent / 100;
        }
    }

    /// Direct roads that leave a place: where to, and how far.
    pub fn from(&self, number: usize) -> Vec<(usize, u32)> {
        let mut found = Vec::new();
        for road in &self.roads {
            if road.ends.0 == number {
                found.push((road.ends.1, road.km));
            }
        }
        found
    }

    /// Adds the way back of every road.
    pub fn both_ways(&mut self) {
        for i in 0..self.roads.len() {
            let Road { ends, km } = self.roads[i];
            self.roads.push(Road { ends: (ends.1, ends.0), km });
        }
    }
}
