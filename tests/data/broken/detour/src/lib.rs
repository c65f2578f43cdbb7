use std::sync::atomic::AtomicU32;

pub fn next(counter: &AtomicU32, order: Ordering) -> u32 {
    counter.fetch_add(1, order)
}
