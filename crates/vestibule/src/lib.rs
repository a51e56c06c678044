//! The vestibule binary: command line, configuration, listeners, hosts and the demo.
