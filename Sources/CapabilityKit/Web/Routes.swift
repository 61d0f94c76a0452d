import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import PageKit
import Vocabulary

/// What a room sees of the web: its own corner of the address space.
package struct Routes {
    let room: any Capability.Type
    let desk: Desk
    let pages: RouterGroup<NodeContext>
    let api: RouterGroup<NodeContext>
    let baseMap: BaseMap?
    let catalogue: RouteCatalogue
    let render: @Sendable (Page, NodeContext) -> Response

    package init(
        room: any Capability.Type,
        desk: Desk,
        pages: RouterGroup<NodeContext>,
        api: RouterGroup<NodeContext>,
        baseMap: BaseMap?,
        catalogue: RouteCatalogue = RouteCatalogue(),
        render: @escaping @Sendable (Page, NodeContext) -> Response
    ) {
        self.room = room
        self.desk = desk
        self.pages = pages
        self.api = api
        self.baseMap = baseMap
        self.catalogue = catalogue
        self.render = render
    }

    /// Answers `GET /room/path` with a page.
    package func page(
        _ path: String = "",
        _ answer: @escaping @Sendable (Visit) async throws -> Page
    ) {
        pages.get(RouterPath(path)) { [self] request, context in
            var visit = try await visit(request, context)
            visit.baseMap = baseMap
            let page = try await answer(visit)
            var context = context
            // Told on every page from the first after signing in.
            context.waiting["recall"] = try await desk.recallsWaiting(for: visit.requester.officer)
            return render(page, context)
        }
    }

    /// Answers `GET /api/v1/room/path` with JSON, and `POST` with what is asked in the body.
    ///
    /// `note`: what it answers, what it asks for and how it fails; with the reply's shape it is the API's document.
    package func json<Reply: Shaped>(
        _ path: String = "",
        _ note: RouteNote,
        _ answer: @escaping @Sendable (Visit) async throws -> Reply
    ) {
        let whole = (["", "api", "v1", room.name] + (path.isEmpty ? [] : [path])).joined(separator: "/")
        catalogue.add(APIRoute(room: room.name, path: whole, note: note, reply: Reply.shape))
        api.get(RouterPath(path)) { [self] request, context in
            let reply = try await answer(try await visit(request, context))
            return try JSONReply(reply).response
        }
        // The same with what is asked in the body, as a form: words about people do not belong into an address.
        api.post(RouterPath(path)) { [self] request, context in
            var request = request
            let body = try await request.collectBody(upTo: context.maxUploadSize)
            var visit = try await visit(request, context)
            visit.query = FormValues(String(buffer: body)).values
            visit.form = visit.query
            return try JSONReply(try await answer(visit)).response
        }
    }

    /// Takes the form of one of the room's pages at `POST /room/path`, and goes where it leads.
    ///
    /// The form must carry the session's token as `token`: no other site posts in the officer's name. Where a rule asks
    /// for a fresh proof of who sends it, what was typed is kept until there is one.
    ///
    /// `again`: the page with the form as it was filled in, shown in place of a fault that its sender can put right.
    package func form(
        _ path: String,
        again: (@Sendable (Visit, Fault) async throws -> Page)? = nil,
        _ take: @escaping @Sendable (Visit) async throws -> FormOutcome
    ) {
        pages.post(RouterPath(path)) { [self] request, context in
            var request = request
            let body = try await request.collectBody(upTo: context.maxUploadSize)
            var visit = try await visit(request, context)
            visit.form = FormValues(String(buffer: body)).values
            let given = Array((visit.form["token"] ?? "").utf8)
            guard let token = context.formToken, MessageSeal.equal(Array(token.utf8), given) else {
                throw Fault(
                    .formOutOfDate,
                    "this form is out of date",
                    help: "go back, load the page again and send it once more"
                )
            }
            let outcome: FormOutcome
            do {
                outcome = try await take(visit)
            } catch let fault as Fault where fault.code == .freshSignInNeeded {
                let address = Address(parts: request.uri.path.split(separator: "/").map(String.init))
                await context.hold(HeldForm(address: address, back: Address(room.name), values: visit.form))
                throw fault
            } catch let fault as Fault where Self.canBePutRight(fault) {
                guard let again else { throw fault }
                var response = render(try await again(visit, fault), context)
                response.status = .init(code: fault.code.status)
                return response
            }
            await context.hold(nil)
            if let authority = outcome.authority { await context.adopt(authority) }
            for (name, value) in outcome.choices { await context.choose(name, value) }
            return Response.redirect(to: outcome.next.text, type: .normal)
        }
    }

    /// Whether the sender of a form can put it right: what was asked makes no sense, or not now.
    private static func canBePutRight(_ fault: Fault) -> Bool { [400, 404, 409, 422].contains(fault.code.status) }

    func visit(_ request: Request, _ context: NodeContext) async throws -> Visit {
        guard let requester = context.requester else {
            throw Fault(
                .signInNeeded,
                "nobody is signed in with a purpose",
                help: "sign in and say what the enquiry is for"
            )
        }
        try await desk.enter(room, for: requester)
        var visit = Visit(
            requester: requester,
            desk: desk,
            query: FormValues(request.uri.query ?? "").values,
            path: Dictionary(
                context.parameters.map { (String($0.key), $0.value.removingPercentEncoding ?? String($0.value)) },
                uniquingKeysWith: { first, _ in first }
            )
        )
        visit.formToken = context.formToken ?? ""
        visit.choices = context.choices
        visit.asked = context.asked
        visit.isStill = context.isStill
        return visit
    }
}

/// Where a form leads, and what it makes the session remember.
package struct FormOutcome: Sendable {
    /// The page that is shown next.
    package var next: Address
    /// Choices kept for the rest of the session, by their names.
    package var choices: [String: String]
    /// The purpose and reference for the rest of the session, where the form changed them.
    package var authority: Authority?

    package init(next: Address, choices: [String: String] = [:], authority: Authority? = nil) {
        self.next = next
        self.choices = choices
        self.authority = authority
    }
}

extension Fault.Code {
    /// The form was made for another session or long ago.
    package static let formOutOfDate = Self("web.form_out_of_date", status: 403)
}
