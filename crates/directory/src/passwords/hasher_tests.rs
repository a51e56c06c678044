use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use vestibule_store::testing::environment;
use vestibule_store::{MasterKey, Sealer, Secret};

use super::{AT_ONCE, Hasher, IN_LINE};
use crate::failure::{Failure, code};

fn hasher() -> Hasher {
    let (environment, _) = environment(1);
    Hasher::new(&Sealer::new(&MasterKey::generate(&environment).0, environment))
}

fn is_ready<T>(future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

#[tokio::test]
async fn an_unknown_name_costs_the_same_work_and_the_line_has_an_end() {
    let hasher = hasher();
    let password = Secret::new("anything".to_owned());
    let mut checks: Vec<_> = (0..AT_ONCE + IN_LINE)
        .map(|_| Box::pin(hasher.verify(&password, None)))
        .collect();
    for check in &mut checks {
        assert!(
            is_ready(check.as_mut()).is_none(),
            "a hash is computed or waited for"
        );
    }
    let one_more = is_ready(pin!(hasher.verify(&password, None))).expect("it is turned away at once");
    assert!(matches!(one_more, Err(Failure::Refused(refusal)) if refusal.code == code::BUSY));
    drop(checks);
    assert!(
        !hasher.verify(&password, None).await.unwrap(),
        "and fits nobody when there is room again"
    );
}
