import CapabilityKit
import HTTPTypes
import Hummingbird
import Ledger
import PageKit
import Vocabulary

/// Signing in by the identity provider (OpenID Connect, authorization code with PKCE), proving again who one is before
/// a sensitive act, and signing out.
struct SignInPages: Sendable {
    let desk: SignInDesk
    let sessions: Sessions
    let renderer: PageRenderer

    func add(to router: Router<NodeContext>) {
        router.get("sign-in") { request, context in ask(request, context) }
        router.get("sign-in/begin") { request, context in try await begin(request, context) }
        router.get("sign-in/back") { request, context in try await back(request, context) }
        router.get("sign-in/again") { request, context in try await askAgain(request, context) }
        router.post("sign-in/again") { request, context in try await confirmLocally(request, context) }
        router.get("sign-in/resume") { request, context in try await resume(request, context) }
        router.get("sign-in/end") { _, _ in try await endAtProvider() }
        router.post("sign-in/logout") { request, context in try await loggedOutByProvider(request, context) }
        router.get("signed-out") { _, context in signedOut(context) }
        router.post("sign-out") { request, context in try await signOut(request, context) }
    }

    // MARK: - Signing in

    private func ask(_ request: Request, _ context: NodeContext) -> Response {
        let next = LocalAddress.read(request.uri.queryParameters["next"].map(String.init))
        guard let provider = desk.provider else {
            return .redirect(to: Address("purpose").with("next", next).text, type: .normal)
        }
        return renderer.response(
            SignInPage.ask(provider: provider.settings.issuer, begin: Address("sign-in", "begin").with("next", next)),
            context
        )
    }

    /// Goes to the provider: to sign in, or with `again` to prove once more who is signed in.
    private func begin(_ request: Request, _ context: NodeContext) async throws -> Response {
        guard let provider = desk.provider else { throw Self.noSuchPage }
        try await checkPause(context)
        var stepUp: SignInFlows.StepUp?
        if request.uri.queryParameters["again"] != nil, let token = request.cookies[desk.cookies.session]?.value,
            let account = await sessions.session(token)?.person?.account
        {
            stepUp = SignInFlows.StepUp(session: Sessions.key(token), account: account)
        }
        let next = LocalAddress.read(request.uri.queryParameters["next"].map(String.init))
        let (token, flow) = await desk.flows.begin(
            next: next,
            stepUp: stepUp,
            isOutside: desk.rules.isOutside(context.remoteAddress)
        )
        var response = Response.redirect(to: try await provider.authorizationAddress(for: flow), type: .normal)
        response.setCookie(desk.cookies.flow(token))
        return response
    }

    /// Takes the provider's answer.
    ///
    /// Whatever is wrong with it, the reply says only that signing in did not succeed.
    private func back(_ request: Request, _ context: NodeContext) async throws -> Response {
        guard let provider = desk.provider else { throw Self.noSuchPage }
        try await checkPause(context)
        let values = FormValues(request.uri.query ?? "")
        guard let token = request.cookies[desk.cookies.flow]?.value,
            let flow = await desk.flows.take(token, state: values["state"] ?? "")
        else { throw try await stray(context) }
        var account: String?
        do {
            guard values["error"] == nil, let code = values["code"], (1...4096).contains(code.utf8.count) else {
                throw SignInFailure(reason: "provider-\(values["error"] ?? "no-code")")
            }
            let idToken = try await provider.person(code: code, issuer: values["iss"], flow: flow)
            let known = provider.account(of: idToken.subject)
            account = known
            try await desk.attempts.check(address: context.remoteAddress, account: known)
            // Who began within the force's networks and comes back from elsewhere was asked for the weaker proof.
            let isOutside = desk.rules.isOutside(context.remoteAddress)
            guard !isOutside || flow.isOutside && !provider.settings.stepUpACR.isEmpty else {
                throw SignInFailure(reason: "network")
            }
            let staff = try desk.person(idToken, provider.settings, address: context.remoteAddress)
            let person = Sessions.Person(
                staff,
                account: known,
                provedAt: min((idToken.authenticatedAt ?? flow.began / 1000) * 1000, desk.clock().milliseconds),
                isListed: provider.settings.people == .file
            )
            return try await welcome(person, flow, context)
        } catch {
            return try await refused(error, account: account, context)
        }
    }

    /// An answer that belongs to no sign-in of this browser: nobody's try, because another site can send a browser here.
    ///
    /// It is written down as long as there are not too many of them.
    private func stray(_ context: NodeContext) async throws -> Fault {
        guard await desk.strays.admits(context.remoteAddress) else {
            return Fault(.tooManyRequests, "too many answers that nobody asked for", help: "begin again in a minute")
        }
        note(.failed, nil, context, reason: "flow")
        return Self.failed
    }

    private func welcome(
        _ person: Sessions.Person,
        _ flow: SignInFlows.Flow,
        _ context: NodeContext
    ) async throws -> Response {
        let address = context.remoteAddress
        let kind: SecurityEvent.Kind = flow.stepUp == nil ? .signedIn : .provedAgain
        guard flow.stepUp.map({ $0.account == person.account }) ?? true else {
            throw SignInFailure(reason: "another-person")
        }
        // Written down before it takes effect: without its line nobody is let in.
        try desk.note(
            SecurityEvent(kind: kind, officer: person.staff.number, account: person.account, address: address)
        )
        let token: String
        var before = SignInHistory.Entry()
        if let stepUp = flow.stepUp {
            let fresh = await sessions.proveAgain(
                stepUp.session,
                account: person.account,
                at: person.provedAt,
                from: address
            )
            guard let fresh else { throw SignInFailure(reason: "session-over") }
            token = fresh
        } else {
            token = await sessions.signIn(person, replacing: nil, address: address)
            let now = SignInHistory.Moment(at: desk.clock(), address: address)
            before = await desk.history.signedIn(person.account, at: now)
        }
        await desk.attempts.succeeded(account: person.account)
        let next = flow.stepUp == nil ? Address("purpose").with("next", flow.next).text : flow.next
        // A cookie that is never sent from another site is not sent on a redirect that another site began: our own page
        // takes the step.
        var response = renderer.response(SignInPage.welcome(name: person.staff.name, next: next, before), context)
        // What failed in between is read before it is gone.
        response.headers[Self.refresh] = "\(before.failures == 0 ? 0 : 15); url=\(next)"
        response.setCookie(desk.cookies.session(token))
        response.setCookie(desk.cookies.ended(desk.cookies.flow))
        return response
    }

    /// Writes down why, and says only that it did not succeed.
    private func refused(_ error: any Error, account: String?, _ context: NodeContext) async throws -> Response {
        if error is CancellationError { throw error }
        let reason: String
        switch error {
        case let failure as SignInFailure: reason = failure.reason
        case let refusal as IDToken.Refusal: reason = "token-\(refusal.rawValue)"
        case let fault as Fault
        where [.providerUnusable, .clientProofOld, .securityLogStopped].contains(fault.code):
            note(.failed, nil, context, reason: fault.code.description)
            throw fault
        case let fault as Fault: reason = fault.code.description
        default: reason = "unforeseen"
        }
        await desk.attempts.failed(address: context.remoteAddress, account: account)
        if let account {
            await desk.history.failed(account, at: .init(at: desk.clock(), address: context.remoteAddress))
        }
        note(.failed, nil, context, account: account, reason: reason)
        throw Self.failed
    }

    private static var failed: Fault {
        Fault(
            .signInFailed,
            "signing in did not succeed",
            help: "begin again; if it goes on, ask force IT whether your account is set up for Reeve"
        )
    }

    // MARK: - Proving again

    private func askAgain(_ request: Request, _ context: NodeContext) async throws -> Response {
        let next = LocalAddress.read(request.uri.queryParameters["next"].map(String.init))
        guard let token = request.cookies[desk.cookies.session]?.value,
            let session = await sessions.session(token), let officer = session.officer
        else { return .redirect(to: Address("sign-in").with("next", next).text, type: .normal) }
        let page =
            desk.provider == nil
            ? SignInPage.confirmLocally(name: officer.name, next: next, token: session.formToken)
            : SignInPage.again(
                name: officer.name,
                begin: Address("sign-in", "begin").with("again", "yes").with("next", next)
            )
        return renderer.response(page, context)
    }

    /// The demonstration's stand-in for proving again: it proves nothing and says so.
    private func confirmLocally(_ request: Request, _ context: NodeContext) async throws -> Response {
        guard case .localDemo = desk.way else { throw Self.noSuchPage }
        let (values, token) = try await form(request, context)
        guard let account = await sessions.session(token)?.person?.account,
            let fresh = await sessions.proveAgain(
                Sessions.key(token),
                account: account,
                at: desk.clock().milliseconds,
                from: context.remoteAddress
            )
        else { throw Fault(.signInNeeded, "nobody is signed in", help: "sign in first") }
        var response = Response.redirect(to: LocalAddress.read(values["next"]), type: .normal)
        response.setCookie(desk.cookies.session(fresh))
        note(.provedAgain, context.requester?.officer.number, context)
        return response
    }

    /// Shows the form that waited for the proof, to be sent.
    private func resume(_ request: Request, _ context: NodeContext) async throws -> Response {
        guard let token = request.cookies[desk.cookies.session]?.value, let session = await sessions.session(token),
            session.requester != nil
        else { throw Fault(.signInNeeded, "nobody is signed in with a purpose", help: "sign in first") }
        guard let form = session.held else { return .redirect(to: "/", type: .normal) }
        return renderer.response(form.page(token: session.formToken), context)
    }

    // MARK: - Signing out

    private func signOut(_ request: Request, _ context: NodeContext) async throws -> Response {
        if let token = request.cookies[desk.cookies.session]?.value, let session = await sessions.session(token) {
            note(.signedOut, session.officer?.number, context)
            await sessions.end(token)
        }
        var response = Response.redirect(to: desk.provider == nil ? "/purpose" : "/signed-out", type: .normal)
        response.setCookie(desk.cookies.ended(desk.cookies.session))
        response.headers[Self.clearSiteData] = "\"cookies\", \"storage\""
        return response
    }

    private func signedOut(_ context: NodeContext) -> Response {
        renderer.response(SignInPage.signedOut(hasProvider: desk.provider != nil), context)
    }

    /// Ends the provider's own session, if the provider has a page for it.
    private func endAtProvider() async throws -> Response {
        guard let address = await desk.provider?.endSessionAddress() else { throw Self.noSuchPage }
        return .redirect(to: address, type: .normal)
    }

    /// Ends an account's sessions because the provider says that it is over (OpenID Connect Back-Channel Logout 1.0).
    ///
    /// The provider calls it itself: no browser, no cookie, nothing but the signed token.
    private func loggedOutByProvider(_ request: Request, _ context: NodeContext) async throws -> Response {
        guard let provider = desk.provider else { throw Self.noSuchPage }
        let body = try await request.body.collect(upTo: IDToken.byteMax + 1024)
        do {
            guard let token = FormValues(String(buffer: body))["logout_token"] else { throw IDToken.Refusal.malformed }
            let account = try await provider.account(loggedOutBy: token)
            let ended = await sessions.endAll(of: account)
            note(.signedOutByProvider, nil, context, account: account, reason: "\(ended)-sessions")
            return Response(status: .ok)
        } catch let refusal as IDToken.Refusal {
            note(.refused, nil, context, reason: "logout-token-\(refusal.rawValue)")
            throw Fault(.badRequest, "the logout token is not one")
        }
    }

    // MARK: - Parts

    private func checkPause(_ context: NodeContext) async throws {
        do {
            try await desk.attempts.check(address: context.remoteAddress)
        } catch {
            note(.paused, nil, context)
            throw error
        }
    }

    private func form(_ request: Request, _ context: NodeContext) async throws -> (FormValues, token: String) {
        try await PostedForm.read(request, context, cookie: desk.cookies.session)
    }

    private func note(
        _ kind: SecurityEvent.Kind,
        _ officer: String?,
        _ context: NodeContext,
        account: String? = nil,
        reason: String? = nil
    ) {
        // What cannot be written shows as an alarm; whatever it tells of grants nothing.
        try? desk.note(
            SecurityEvent(
                kind: kind,
                officer: officer,
                account: account,
                address: context.remoteAddress,
                reason: reason
            )
        )
    }

    private static let refresh = SecurityHeaders.field("refresh")
    private static let clearSiteData = SecurityHeaders.field("clear-site-data")
    private static var noSuchPage: Fault { Fault(.noSuchPage, "there is no such page", help: "go back, or search") }
}
