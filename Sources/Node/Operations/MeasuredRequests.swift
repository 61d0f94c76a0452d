import CapabilityKit
import HTTPTypes
import Hummingbird
import Logging

/// Counts requests and their time by route, names each one, and writes a line of it where the log asks for such lines.
///
/// The route is the one that was declared (`/search/person/{id}`): what stood in the address, the query or the form is
/// neither counted nor written.
struct MeasuredRequests: RouterMiddleware {
    let measures: Measures

    func handle(
        _ request: Request,
        context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        var response = try await next(request, context)
        let took = ContinuousClock.now - began
        let route = context.endpointPath ?? "none"
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "other"
        measures.count(
            .requests,
            [("method", method), ("route", route), ("status", "\(response.status.code)")]
        )
        measures.took(.requestTime, took, [("route", route)])
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(method)", "route": "\(route)", "status": "\(response.status.code)",
                "ms": "\(took.components.seconds * 1000 + took.components.attoseconds / 1_000_000_000_000_000)",
            ]
        )
        response.headers[Self.requestID] = context.id
        return response
    }

    private static let methods: Set<HTTPRequest.Method> = [.get, .post, .head]
    private static let requestID = SecurityHeaders.field("x-request-id")
}

extension Measures.Family {
    static let requests = Self("reeve_http_requests_total", .counter, "Requests that were answered")
    static let requestTime = Self(
        "reeve_http_request_seconds",
        .histogram,
        "Time until a request was answered",
        bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    )
}
