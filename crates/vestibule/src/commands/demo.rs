//! `vestibule demo`.

use clap::Args;

use super::place::Place;
use crate::demo::{self, Wish};

/// Run the demo.
#[derive(Debug, Args)]
#[command(after_help = "\
The first start makes a data directory with an identity provider, two customers of a service manager and people \
whose passwords are printed. Later starts keep everything, the port and the scheme too.

Examples:
  vestibule demo                       http://localhost:8400
  vestibule demo --tls                 https, with a certificate authority of its own
  vestibule demo --data /tmp/second --port 8500
  vestibule demo --reset               begin anew")]
pub(super) struct Demo {
    /// Port on 127.0.0.1 and [::1] [default: 8400]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Serve https with a local certificate authority that is kept in the data directory
    #[arg(long)]
    tls: bool,
    /// Delete what earlier starts made and begin anew
    #[arg(long)]
    reset: bool,
}

impl Demo {
    pub(super) async fn run(self, place: &Place) -> anyhow::Result<()> {
        demo::run(
            Wish {
                port: self.port,
                tls: self.tls,
                reset: self.reset,
            },
            place,
        )
        .await
    }
}
