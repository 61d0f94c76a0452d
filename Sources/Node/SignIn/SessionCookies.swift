import Hummingbird

/// The two cookies this node sets: the session's, and that of a sign-in under way.
///
/// Behind https both carry `__Host-`: only this host, only over TLS, only from the root. A demonstration on this
/// machine speaks plain http, where a browser would not keep such a cookie.
struct SessionCookies: Sendable {
    let isSecure: Bool

    var session: String { (isSecure ? "__Host-" : "") + "reeve_session" }
    var flow: String { (isSecure ? "__Host-" : "") + "reeve_sign_in" }

    /// The session's cookie: out of a script's reach, never sent from another site, gone with the browser.
    func session(_ token: String) -> Cookie {
        Cookie(name: session, value: token, path: "/", secure: isSecure, httpOnly: true, sameSite: .strict)
    }

    /// The cookie of a sign-in under way: it must come along when the provider sends the browser back.
    func flow(_ token: String) -> Cookie {
        Cookie(name: flow, value: token, maxAge: 600, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }

    /// Takes a cookie away.
    func ended(_ name: String) -> Cookie {
        Cookie(name: name, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .strict)
    }
}
