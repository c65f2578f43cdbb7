fn main() {
    println!("cargo:rerun-if-env-changed=RC_TEST_SLEEP");
    if let Ok(seconds) = std::env::var("RC_TEST_SLEEP") {
        let seconds = seconds.parse().expect("RC_TEST_SLEEP: seconds");
        std::thread::sleep(std::time::Duration::from_secs(seconds));
    }
}
