//! Users and their sessions: signing in and out for everybody, the accounts for administrators.

mod accounts;
mod sessions;

use actix_web::web::{self, ServiceConfig};
use utoipa::OpenApi;

pub use self::accounts::one_admin_stays;
use self::accounts::{create_user, delete_user, get_user, list_users, patch_user};
use self::sessions::{change_password, create_session, end_other_session, end_session, get_session, refresh_session};

/// The operations of this slice.
#[derive(OpenApi)]
#[openapi(paths(
    sessions::create_session,
    sessions::refresh_session,
    sessions::get_session,
    sessions::end_session,
    sessions::end_other_session,
    sessions::change_password,
    accounts::list_users,
    accounts::create_user,
    accounts::get_user,
    accounts::patch_user,
    accounts::delete_user
))]
pub struct Contract;

/// Binds the operations of this slice to their paths.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/session").post(create_session).get(get_session).delete(end_session))
        .service(web::resource("/session/refresh").post(refresh_session))
        .service(web::resource("/session/password").put(change_password))
        .service(web::resource("/sessions/{session}").delete(end_other_session))
        .service(web::resource("/users").get(list_users).post(create_user))
        .service(web::resource("/users/{user}").get(get_user).patch(patch_user).delete(delete_user));
}
