import Foundation
import HTTPTypes
import Hummingbird
import PageKit
import Vocabulary

/// What a room sees of the web: its own corner of the address space.
package struct Routes {
    let room: any Capability.Type
    let desk: Desk
    let pages: RouterGroup<NodeContext>
    let api: RouterGroup<NodeContext>
    let baseMap: BaseMap?
    let render: @Sendable (Page, NodeContext) -> Response

    package init(
        room: any Capability.Type,
        desk: Desk,
        pages: RouterGroup<NodeContext>,
        api: RouterGroup<NodeContext>,
        baseMap: BaseMap?,
        render: @escaping @Sendable (Page, NodeContext) -> Response
    ) {
        self.room = room
        self.desk = desk
        self.pages = pages
        self.api = api
        self.baseMap = baseMap
        self.render = render
    }

    /// Answers `GET /room/path` with a page.
    package func page(_ path: String = "", _ answer: @escaping @Sendable (Visit) async throws -> Page) {
        pages.get(RouterPath(path)) { [self] request, context in
            var visit = try await visit(request, context)
            visit.baseMap = baseMap
            return render(try await answer(visit), context)
        }
    }

    /// Answers `GET /api/v1/room/path` with JSON.
    package func json<Reply: Encodable & Sendable>(
        _ path: String = "",
        _ answer: @escaping @Sendable (Visit) async throws -> Reply
    ) {
        api.get(RouterPath(path)) { [self] request, context in
            let reply = try await answer(try await visit(request, context))
            return try JSONReply(reply).response
        }
    }

    private func visit(_ request: Request, _ context: NodeContext) async throws -> Visit {
        guard let requester = context.requester else {
            throw Fault(
                .signInNeeded,
                "nobody is signed in with a purpose",
                help: "sign in and say what the enquiry is for"
            )
        }
        try await desk.enter(room, for: requester)
        return Visit(
            requester: requester,
            desk: desk,
            query: FormValues(request.uri.query ?? "").values,
            path: Dictionary(
                context.parameters.map { (String($0.key), $0.value.removingPercentEncoding ?? String($0.value)) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}
