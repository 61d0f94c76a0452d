import CapabilityKit
import HTTPTypes
import Hummingbird

/// Headers on every response: nothing but our own files runs or loads, nothing personal is stored by a browser, and no
/// other site frames a page or learns its address.
struct SecurityHeaders: RouterMiddleware {
    func handle(
        _ request: Request,
        context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] =
            "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[Self.referrerPolicy] = "no-referrer"
        response.headers[Self.openerPolicy] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private static let referrerPolicy = field("referrer-policy")
    private static let openerPolicy = field("cross-origin-opener-policy")

    /// A header field by a name that is known to be well formed.
    private static func field(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .contentSecurityPolicy }
}
