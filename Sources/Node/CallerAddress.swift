import CapabilityKit
import HTTPTypes
import Hummingbird

/// Finds out where a request comes from, before anything else looks.
///
/// Behind https stands a proxy of the force's own, which adds the address it was called from at the end of
/// `X-Forwarded-For`; what others wrote there before it is not believed.
struct CallerAddress: RouterMiddleware {
    /// Whether people reach this node by https, through such a proxy.
    let isBehindProxy: Bool

    func handle(
        _ request: Request,
        context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        guard isBehindProxy, let last = request.headers[Self.forwardedFor]?.split(separator: ",").last else {
            return try await next(request, context)
        }
        var context = context
        context.remoteAddress = last.filter { !$0.isWhitespace }
        return try await next(request, context)
    }

    static let forwardedFor = SecurityHeaders.field("x-forwarded-for")
}
