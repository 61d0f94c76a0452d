import CapabilityKit
import HTTPTypes
import Hummingbird

/// Headers on every response: nothing but our own files runs or loads, nothing personal is stored by a browser, and no
/// other site frames a page or learns its address.
struct SecurityHeaders: RouterMiddleware {
    /// Whether people reach this node by https, which their browsers then keep to for two years.
    let isSecure: Bool

    func handle(
        _ request: Request,
        context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] =
            "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; "
            + "report-uri \(BrowserReports.address); report-to node"
        response.headers[Self.reportingEndpoints] = "node=\"\(BrowserReports.address)\""
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[Self.referrerPolicy] = "no-referrer"
        response.headers[Self.openerPolicy] = "same-origin"
        response.headers[Self.resourcePolicy] = "same-origin"
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=63072000; includeSubDomains" }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private static let referrerPolicy = field("referrer-policy")
    private static let openerPolicy = field("cross-origin-opener-policy")
    private static let reportingEndpoints = field("reporting-endpoints")
    private static let resourcePolicy = field("cross-origin-resource-policy")

    /// A header field by a name that is known to be well formed.
    static func field(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .contentSecurityPolicy }
}
