//! What the server gave to its handlers.

use actix_web::{HttpRequest, web};

use crate::error::Problem;

/// A part of the server's state.
///
/// # Errors
/// It was not given to the server, which is a fault of ours.
pub fn state<T: Clone + 'static>(req: &HttpRequest) -> Result<T, Problem> {
    req.app_data::<web::Data<T>>()
        .map(|data| data.get_ref().clone())
        .ok_or_else(|| Problem::internal(format!("no {} in the server's state", std::any::type_name::<T>())))
}
