import CapabilityKit
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import PageKit
import Vocabulary

/// Asks once who is looking and why, and remembers it for the session.
///
/// The list of made-up officers stands only on a node whose settings say `local-demo`.
struct PurposePages: Sendable {
    let desk: SignInDesk
    let rulebook: Rulebook
    let clock: Clock
    let roster: Roster
    let sessions: Sessions
    let renderer: PageRenderer

    func add(to router: Router<NodeContext>) {
        router.get("purpose") { request, context in try await ask(request, context) }
        router.post("purpose") { request, context in try await take(request, context) }
    }

    private func ask(_ request: Request, _ context: NodeContext) async throws -> Response {
        let next = LocalAddress.read(request.uri.queryParameters["next"].map(String.init))
        if let token = request.cookies[desk.cookies.session]?.value, let session = await sessions.session(token),
            desk.provider == nil || session.person != nil
        {
            return renderer.response(form(next: next, session).page(), context)
        }
        if desk.provider != nil { return .redirect(to: Address("sign-in").with("next", next).text, type: .normal) }
        let (token, session) = await sessions.begin(address: context.remoteAddress)
        var response = renderer.response(form(next: next, session).page(), context)
        response.setCookie(desk.cookies.session(token))
        return response
    }

    private func take(_ request: Request, _ context: NodeContext) async throws -> Response {
        let (values, token) = try await PostedForm.read(request, context, cookie: desk.cookies.session)
        let next = LocalAddress.read(values["next"])
        guard let session = await sessions.session(token), desk.provider == nil || session.person != nil else {
            throw Fault(.signInNeeded, "nobody is signed in", help: "sign in first")
        }
        var form = form(next: next, session)
        form.officer = values["officer"] ?? ""
        form.purpose = values["purpose"] ?? ""
        form.reference = (values["reference"] ?? "").trimmed
        let person = try await person(session, chosen: form.officer, context)
        if person == nil { form.mistakes.append(FormMistake(field: "officer", words: "Choose who you are")) }
        let purpose = rulebook.purposes.effective(on: clock().date)[form.purpose]
        if purpose == nil {
            form.mistakes.append(FormMistake(field: "purpose", words: "Choose what you need to look for"))
        }
        let kinds = rulebook.referenceKinds(for: form.purpose, on: clock().date)
        let isFitting = kinds.isEmpty || kinds.contains { $0.fits(form.reference) }
        if form.reference.isEmpty || form.reference.count > 80 || !isFitting {
            let wanted = kinds.isEmpty ? "reference" : Phrase.either(kinds.map { $0.title.lowercased() })
            let examples = isFitting ? "" : ", such as \(kinds.map(\.example).joined(separator: ", "))"
            form.mistakes.append(
                FormMistake(field: "reference", words: "Give the \(wanted), in at most 80 characters\(examples)")
            )
        }
        guard let person, form.mistakes.isEmpty else {
            return renderer.response(form.page(), context, status: .unprocessableContent)
        }
        let authority = Authority(purpose: form.purpose, reference: form.reference, power: purpose?.power)
        var response = Response.redirect(to: next, type: .normal)
        if session.person == person {
            await sessions.give(authority, in: token)
        } else {
            try desk.note(
                SecurityEvent(kind: .signedIn, officer: person.staff.number, address: context.remoteAddress)
            )
            let fresh = await sessions.signIn(person, replacing: token, address: context.remoteAddress)
            await sessions.give(authority, in: fresh)
            response.setCookie(desk.cookies.session(fresh))
        }
        return response
    }

    /// Who is asking: whom the provider vouched for or, in a demonstration, who was chosen from the list.
    private func person(
        _ session: Sessions.Session,
        chosen number: String,
        _ context: NodeContext
    ) async throws -> Sessions.Person? {
        guard case .localDemo = desk.way else { return session.person }
        try await desk.attempts.check(address: context.remoteAddress, account: "local \(number)")
        guard let staff = desk.local.first(where: { $0.number == number }) else {
            await desk.attempts.failed(address: context.remoteAddress, account: "local \(number)")
            try? desk.note(
                SecurityEvent(kind: .failed, address: context.remoteAddress, reason: "not-on-the-list")
            )
            return nil
        }
        return Sessions.Person(staff, account: "local \(number)", provedAt: desk.clock().milliseconds, isListed: true)
    }

    private func form(next: String, _ session: Sessions.Session) -> PurposeForm {
        let people = desk.provider == nil ? desk.local : session.person.map { [$0.staff] } ?? []
        return PurposeForm(
            officers: people.map { person in
                let force = roster[person.force]?.abbreviation ?? person.force.description
                let roles = person.roles.sorted().joined(separator: ", ").replacing("_", with: " ")
                return FormField.Choice(person.number, "\(person.name), \(roles), \(force)")
            },
            purposes: rulebook.purposes.effective(on: clock().date).purposes.map {
                FormField.Choice($0.code, $0.title, hint: $0.help)
            },
            next: next,
            token: session.formToken
        )
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
