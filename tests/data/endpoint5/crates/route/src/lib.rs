//! The way a parcel takes.

mod graph;

pub use graph::Graph;

#[derive(Debug, PartialEq, Eq)]
pub struct Route {
    pub stops: Vec<String>,
    pub km: u32,
}

impl Route {
    pub fn summary(&self) -> &str {
        &format!("{} ({} km)", self.stops.join(" - "), self.km)
    }
}

/// The one with fewer kilometres.
pub fn shorter(one: &Route, other: &Route) -> &Route {
    if other.km < one.km {
        other
    } else {
        one
    }
}

/// Takes the shortest road of every place that was not seen yet.
pub fn greedy(graph: &Graph, start: usize) -> Route {
    let mut seen = vec![start];
    let mut km = 0;
    while let Some(next) = nearest(graph, &seen) {
        seen.push(next.0);
        km += next.1;
    }
    let stops = seen.iter().map(|number| graph.name(*number).to_string()).collect();
    Route { stops, km }
}

fn nearest(graph: &Graph, seen: &[usize]) -> Option<(usize, u32)> {
    let last = *seen.last()?;
    graph
        .from(last)
        .into_iter()
        .filter(|road| !seen.contains(&road.0))
        .min_by_key(|road| road.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_where_it_is_near() {
        let mut graph = Graph::default();
        graph.connect("Kiel", "Hamburg", 100);
        graph.connect("Kiel", "Berlin", 350);
        graph.connect("Hamburg", "Berlin", 290);
        graph.both_ways();
        let route = greedy(&graph, 0);
        assert_eq!(route.summary(), "Kiel - Hamburg - Berlin (390 km)");
        graph.detour(10);
        let longer = greedy(&graph, 0);
        assert_eq!(shorter(&longer, &route), &route);
    }
}
