//! A permission as a handler's argument: a handler that takes [`May<R>`] is reached only by those who
//! have the right `R`, and knows how far it reaches.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::actor::Actor;
use super::rights::{Permission, Reach};
use crate::error::{Code, Problem};

/// Someone who has the right `R`.
#[derive(Debug)]
pub struct May<R> {
    actor: Arc<Actor>,
    reach: Reach,
    right: PhantomData<R>,
}

impl<R> May<R> {
    /// Whether the right reaches everything, or only what is one's own.
    pub fn reaches_all(&self) -> bool {
        self.reach == Reach::All
    }

    /// The one who asks, to be taken along into the database's threads.
    pub fn actor(&self) -> Arc<Actor> {
        self.actor.clone()
    }
}

impl<R> Deref for May<R> {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl<R: Permission> FromRequest for May<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = req.extensions().get::<Arc<Actor>>().cloned();
        ready(match actor {
            // The gate lets nobody through whom it does not know; a route beside it must not either.
            None => Err(Problem::unauthorized("This call needs a sign-in.")),
            Some(actor) => match actor.reach(&R::RIGHT) {
                Reach::None => Err(missing::<R>()),
                reach => Ok(Self { actor, reach, right: PhantomData }),
            },
        })
    }
}

fn missing<R: Permission>() -> Problem {
    Problem::new(Code::Forbidden, format!("This call needs the right `{}`.", R::RIGHT.name))
}
