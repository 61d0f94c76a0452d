import CapabilityKit
import HTTPTypes
import Hummingbird
import Vocabulary

/// Finds the session of a request, puts who is asking into its context, and bounds how fast one session may ask.
struct SessionMiddleware: RouterMiddleware {
    static let cookie = "reeve_session"

    let sessions: Sessions
    let limit: RateLimit
    let desk: Desk

    func handle(
        _ request: Request,
        context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let token = request.cookies[Self.cookie]?.value
        if let token, let session = await sessions.session(token) {
            context.requester = session.requester
            context.formToken = session.formToken
            context.choices = session.choices
            context.adopt = { [sessions] in await sessions.adopt($0, in: token) }
            context.choose = { [sessions] in await sessions.choose($0, $1, in: token) }
        }
        guard await limit.admits(context.formToken ?? context.remoteAddress) else {
            throw Fault(
                .tooManyRequests,
                "too many requests in too short a time",
                help: "wait a few seconds and try again"
            )
        }
        if let requester = context.requester, request.method == .get, !request.uri.path.hasPrefix("/api/") {
            context.alarms = try await desk.alarms(for: requester)
        }
        return try await next(request, context)
    }
}
