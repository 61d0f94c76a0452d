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
    let officers: [Officer]
    let rulebook: Rulebook
    let clock: Clock
    let roster: Roster
    let sessions: Sessions
    let renderer: PageRenderer

    func add(to router: Router<NodeContext>) {
        router.get("purpose") { request, context in try await ask(request, context) }
        router.post("purpose") { request, context in try await take(request, context) }
        router.post("sign-out") { request, context in try await signOut(request, context) }
    }

    private func ask(_ request: Request, _ context: NodeContext) async throws -> Response {
        let next = Self.localAddress(request.uri.queryParameters["next"].map(String.init))
        var response: Response
        if let token = context.formToken {
            response = renderer.response(form(next: next, token: token).page(), context)
        } else {
            let (token, session) = await sessions.begin()
            response = renderer.response(form(next: next, token: session.formToken).page(), context)
            response.setCookie(Self.cookie(token))
        }
        return response
    }

    private func take(_ request: Request, _ context: NodeContext) async throws -> Response {
        var request = request
        let body = try await request.collectBody(upTo: context.maxUploadSize)
        let values = FormValues(String(buffer: body))
        let next = Self.localAddress(values["next"])
        guard let token = request.cookies[SessionMiddleware.cookie]?.value, let formToken = context.formToken,
            MessageSeal.equal(Array(formToken.utf8), Array((values["token"] ?? "").utf8))
        else {
            throw Fault(
                .formOutOfDate,
                "this form is out of date",
                help: "go back, load the page again and send it once more"
            )
        }
        var form = form(next: next, token: formToken)
        form.officer = values["officer"] ?? ""
        form.purpose = values["purpose"] ?? ""
        form.reference = (values["reference"] ?? "").trimmed
        let officer = officers.first { $0.number == form.officer }
        if officer == nil { form.mistakes.append(FormMistake(field: "officer", words: "Choose who you are")) }
        let purposes = rulebook.purposes.effective(on: clock().date)
        let purpose = purposes[form.purpose]
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
        guard let officer, form.mistakes.isEmpty else {
            return renderer.response(form.page(), context, status: .unprocessableContent)
        }
        let authority = Authority(purpose: form.purpose, reference: form.reference, power: purpose?.power)
        let fresh = await sessions.signIn(officer, for: authority, replacing: token)
        var response = Response.redirect(to: next, type: .normal)
        response.setCookie(Self.cookie(fresh))
        return response
    }

    private func signOut(_ request: Request, _ context: NodeContext) async throws -> Response {
        if let token = request.cookies[SessionMiddleware.cookie]?.value { await sessions.end(token) }
        return .redirect(to: "/purpose", type: .normal)
    }

    private func form(next: String, token: String) -> PurposeForm {
        PurposeForm(
            officers: officers.map { officer in
                let force = roster[officer.force]?.abbreviation ?? officer.force.description
                let roles = officer.roles.sorted().joined(separator: ", ").replacing("_", with: " ")
                return FormField.Choice(officer.number, "\(officer.name), \(roles), \(force)")
            },
            purposes: rulebook.purposes.effective(on: clock().date).purposes.map {
                FormField.Choice($0.code, $0.title, hint: $0.help)
            },
            next: next,
            token: token
        )
    }

    private static func cookie(_ token: String) -> Cookie {
        Cookie(name: SessionMiddleware.cookie, value: token, path: "/", httpOnly: true, sameSite: .strict)
    }

    /// An address on this site, or the start page: never another site's.
    static func localAddress(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), !text.contains("\\"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return "/" }
        return text
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
