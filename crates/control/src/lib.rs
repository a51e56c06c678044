//! Session control: the proxy between the identity provider and an application. Comes with Conditional Access.
