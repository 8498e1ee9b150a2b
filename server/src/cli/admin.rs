//! `seatkeeper admin`: the first person of an installation.

use super::{CliError, Global, say};
use crate::database::Database;
use clap::{Subcommand, ValueEnum};
use domain::people::OrgKind;
use rand::RngExt;
use services::auth::NewOwner;
use std::io::{self, BufRead};

/// Commands about people.
#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Create an organization and its owner, who can then sign in
    Create(Create),
}

/// Arguments of `admin create`.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    /// Address to sign in with
    #[arg(long)]
    email: String,
    /// The person's name
    #[arg(long)]
    name: String,
    /// Name of the organization
    #[arg(long)]
    organization: String,
    /// What the organization is
    #[arg(long, value_enum, default_value = "partner")]
    kind: Kind,
    /// Read the password from the first line of standard input; otherwise one is made and
    /// printed
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// Serves customers
    Partner,
    /// Sells to partners
    Distributor,
}

impl Admin {
    pub(super) async fn run(self, global: &Global) -> Result<(), CliError> {
        let Self::Create(create) = self;
        create.run(global).await
    }
}

impl Create {
    async fn run(self, global: &Global) -> Result<(), CliError> {
        let (password, made) = if self.password_stdin {
            (read_password(&mut io::stdin().lock())?, false)
        } else {
            (make_password(), true)
        };
        let new = NewOwner {
            email: self.email,
            name: self.name,
            organization: self.organization,
            kind: match self.kind {
                Kind::Partner => OrgKind::Partner,
                Kind::Distributor => OrgKind::Distributor,
            },
            password: password.clone(),
        };
        let database = Database::shared(global.url(), &global.data_dir()?).await?;
        let outcome = async {
            let services = database.services(2).await?;
            let created = services.create_owner(new).await?;
            services.store.close().await;
            Ok::<_, CliError>(created)
        }
        .await;
        database.close().await;
        let owner = outcome?;
        say(format_args!("{} owns {} and signs in as {}", owner.name, owner.org_name, owner.email));
        if made {
            say(format_args!("Password: {password}"));
        }
        Ok(())
    }
}

fn read_password(input: &mut impl BufRead) -> Result<String, CliError> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|source| CliError::Io { what: "cannot read the password".to_owned(), source })?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(CliError::Usage("no password on standard input".to_owned()));
    }
    Ok(password.to_owned())
}

/// 20 characters of 32 that are not mistaken for each other: 100 bits.
fn make_password() -> String {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = rand::rng();
    let mut letter = || char::from(LETTERS[random.random_range(0..LETTERS.len())]);
    (0..4).map(|_| (0..5).map(|_| letter()).collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_password_is_the_first_line() {
        assert_eq!(read_password(&mut &b"a secret \r\nmore"[..]).unwrap(), "a secret ");
        read_password(&mut &b"\n"[..]).unwrap_err();
        read_password(&mut &b""[..]).unwrap_err();
    }

    #[test]
    fn made_passwords_are_long_and_differ() {
        let (one, other) = (make_password(), make_password());
        assert_eq!(one.len(), 23);
        assert_ne!(one, other);
    }
}
