import PageKit
import Vocabulary

/// The pages of signing in and out.
enum SignInPage {
    /// Says where one goes before one goes there.
    static func ask(provider: String, begin: Address) -> Page {
        page(
            "Sign in",
            """
            <p class="lead">You sign in with your force's own account, at <b>\(provider)</b>. You leave this node for \
            that and come back afterwards.</p>
            <p><a class="button primary" href="\(begin)">Sign in</a></p>
            """
        )
    }

    /// Says who is signed in, and what happened to the account since the last time.
    static func welcome(name: String, next: String, _ before: SignInHistory.Entry) -> Page {
        let last: HTML? = before.last.map { "<p>Last signed in \(moment($0)).</p>" }
        let failures: HTML? = before.lastFailure.map {
            """
            <p role="alert"><b>Signing in to your account failed \(Phrase.count(before.failures, "time")) since, the \
            last time \(moment($0)).</b> If that was not you, <a href="\(Address("account"))">sign out everywhere</a> \
            and tell professional standards.</p>
            """
        }
        return page(
            "You are signed in",
            """
            <p class="lead">Signed in as \(name).</p>\(last)\(failures)\
            <p><a class="button primary" href="\(next)">Continue</a></p>
            """
        )
    }

    private static func moment(_ moment: SignInHistory.Moment) -> HTML {
        "on \(Phrase.shortDay(moment.at)) at \(Phrase.time(moment.at)) from \(moment.address)"
    }

    static func again(name: String, begin: Address) -> Page {
        page(
            "Show that it is you",
            """
            <p class="lead">What comes next is sensitive. Sign in once more as \(name) to go on.</p>
            <p><a class="button primary" href="\(begin)">Sign in once more</a></p>
            """
        )
    }

    static func confirmLocally(name: String, next: String, token: String) -> Page {
        page(
            "Show that it is you",
            """
            <p class="lead">What comes next is sensitive. On a real node \(name) would have to sign in once more. This \
            node demonstrates: nothing is proved here.</p>
            <form class="form" method="post" action="\(Address("sign-in", "again"))">\
            \(FormField.hidden("next", next))\(FormField.hidden("token", token))\
            <button class="button primary">Go on as \(name)</button></form>
            """
        )
    }

    static func signedOut(hasProvider: Bool) -> Page {
        let provider: HTML =
            hasProvider
            ? """
            <p>You may still be signed in to your force's account in this browser.</p>
            <p><a class="button" href="\(Address("sign-in", "end"))">Sign out of that too</a></p>
            """ : ""
        return page(
            "You are signed out",
            "\(provider)<p><a class=\"button primary\" href=\"\(Address("sign-in"))\">Sign in again</a></p>"
        )
    }

    private static func page(_ title: String, _ body: HTML) -> Page {
        Page(title: title, body: "<div class=\"narrow\"><h1>\(title)</h1>\n\(body)</div>\n")
    }
}
