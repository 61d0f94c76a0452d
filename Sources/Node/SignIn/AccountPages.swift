import CapabilityKit
import Hummingbird
import PageKit
import Vocabulary

/// A person's own sessions: where they are signed in, ending one, and signing out everywhere.
struct AccountPages: Sendable {
    let desk: SignInDesk
    let sessions: Sessions
    let renderer: PageRenderer

    func add(to router: Router<NodeContext>) {
        router.get("account") { request, context in try await list(request, context) }
        router.post("account/end") { request, context in try await end(request, context) }
    }

    private func list(_ request: Request, _ context: NodeContext) async throws -> Response {
        guard let token = request.cookies[desk.cookies.session]?.value, let session = await sessions.session(token),
            let officer = session.officer
        else { throw Fault(.signInNeeded, "nobody is signed in", help: "sign in first") }
        let current = Sessions.name(ofToken: token)
        let own = await sessions.own(token)
        let rows = own.map { name, session -> [HTML] in
            [
                "\(Phrase.shortDay(Timestamp.uk(milliseconds: session.began))) \(time(session.began))",
                "\(time(session.lastSeen))", "\(session.address)",
                name == current
                    ? "this one" : Self.form("End", token: context.formToken ?? "", session: name, isPrimary: false),
            ]
        }
        let page = Page(
            title: "Where you are signed in",
            body: """
                <div class="narrow"><h1>Where you are signed in</h1>
                <p class="lead">\(officer.name), \(officer.number). If one of these is not you, sign out everywhere \
                and tell professional standards.</p>
                \(DataTable(
                    caption: "Your sessions",
                    columns: ["Since", "Last used", "From", "Session"],
                    rows: rows
                ).html)
                \(Self.form("Sign out everywhere", token: context.formToken ?? "", session: nil, isPrimary: true))
                <form class="form" method="post" action="\(Address("sign-out"))">\
                <button class="button">Sign out here</button></form>
                <p class="quiet"><a href="\(Address("explorer"))">What programs may ask of this node</a></p></div>

                """
        )
        return renderer.response(page, context)
    }

    /// Ends one session or all of them; somebody who only found the screen unlocked cannot.
    private func end(_ request: Request, _ context: NodeContext) async throws -> Response {
        let (values, token) = try await PostedForm.read(request, context, cookie: desk.cookies.session)
        guard let session = await sessions.session(token), let officer = session.officer else {
            throw Fault(.signInNeeded, "nobody is signed in", help: "sign in first")
        }
        guard session.isFresh, session.provedFrom == context.remoteAddress else {
            return .redirect(to: Address("sign-in", "again").with("next", "/account").text, type: .normal)
        }
        await sessions.endOwn(token, named: values["session"])
        if values["session"] == nil {
            try? desk.note(
                SecurityEvent(kind: .signedOutEverywhere, officer: officer.number, address: context.remoteAddress)
            )
            return .redirect(to: "/signed-out", type: .normal)
        }
        return .redirect(to: "/account", type: .normal)
    }

    private static func form(_ words: String, token: String, session: String?, isPrimary: Bool) -> HTML {
        let name: HTML = session.map { FormField.hidden("session", $0) } ?? ""
        return """
            <form class="form" method="post" action="\(Address("account", "end"))">\(name)\
            \(FormField.hidden("token", token))\
            <button class="\(isPrimary ? "button primary" : "button")">\(words)</button></form>
            """
    }

    private func time(_ milliseconds: Int64) -> String { Phrase.time(Timestamp.uk(milliseconds: milliseconds)) }
}
