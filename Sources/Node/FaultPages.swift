import Foundation
import CapabilityKit
import HTTPTypes
import Hummingbird
import Logging
import PageKit
import Vocabulary

/// Turns a fault into a reply: the only place where faults meet HTTP.
///
/// A page for people, a problem document (RFC 9457) for programs. What is not a fault of ours becomes a 500 that says
/// nothing of the inside.
struct FaultPages: RouterMiddleware {
    let renderer: PageRenderer
    /// Where refusals and errors are written down, and how many from one address.
    let note: NoteSecurity
    let noteLimit: RateLimit

    func handle(
        _ request: Request,
        context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault {
            if Self.noted.contains(fault.code) { await write(.refused, "\(fault.code)", context) }
            return try reply(fault, to: request, context)
        } catch let error as any HTTPResponseError {
            let fault = Self.fault(for: error.status)
            if Self.noted.contains(fault.code) { await write(.refused, "\(fault.code)", context) }
            return try reply(fault, to: request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error(
                "unforeseen error",
                metadata: ["type": "\(type(of: error))", "request": "\(context.id)"]
            )
            await write(.fault, "\(type(of: error))", context)
            return try reply(
                Fault(
                    .unforeseen,
                    "something went wrong inside the node",
                    help: "try again; tell force IT if it goes on"
                ),
                to: request,
                context
            )
        }
    }

    /// What no page of ours leads to: a sign of somebody who tries to get round something.
    private static let noted: Set<Fault.Code> = [
        .crossSite, .formOutOfDate, .formTooLarge, .tooManyRequests, .badRequest, .valueOutOfRange, .addressIncomplete,
    ]

    /// Notes a refusal, unless there are too many from one address to be worth a line each.
    private func write(_ kind: SecurityEvent.Kind, _ reason: String, _ context: NodeContext) async {
        guard await noteLimit.admits(context.remoteAddress) else { return }
        // What cannot be written shows as an alarm; the refusal stands all the same.
        try? note(SecurityEvent(kind: kind, address: context.remoteAddress, reason: reason))
    }

    private func reply(_ fault: Fault, to request: Request, _ context: NodeContext) throws -> Response {
        if request.uri.path.hasPrefix("/api/") || request.uri.path.hasPrefix("/machine/") {
            return try ProblemDocument(fault, request: context.id).response
        }
        if fault.code == .signInNeeded {
            let next = request.uri.description.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return .redirect(to: "/purpose?next=\(next)", type: .normal)
        }
        // The question is put at once; the page leads back to what was asked for.
        if fault.code == .surveillanceQuestion {
            let next = request.uri.description.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return .redirect(to: "/authority?next=\(next)", type: .normal)
        }
        if fault.code == .freshSignInNeeded {
            // What was typed into a form waits in the session.
            let next = request.method == .get ? LocalAddress.read(request.uri.description) : "/sign-in/resume"
            return .redirect(to: Address("sign-in", "again").with("next", next).text, type: .normal)
        }
        return renderer.faultPage(fault, context)
    }

    private static func fault(for status: HTTPResponse.Status) -> Fault {
        switch status {
        case .notFound: Fault(.noSuchPage, "there is no such page", help: "go back, or search")
        case .contentTooLarge: Fault(.formTooLarge, "the form is too large", help: "shorten what you typed")
        default: Fault(.badRequest, "the request cannot be understood", help: "go back and try again")
        }
    }
}

/// A fault for programs: a problem document (RFC 9457).
struct ProblemDocument: Codable {
    var type: String
    var title: String
    var status: Int
    var detail: String?
    /// Names the request, as the lines of the node's log do.
    var instance: String?

    init(_ fault: Fault, request: String? = nil) {
        instance = request.map { "urn:reeve:request:\($0)" }
        type = Self.type(of: fault.code)
        title = fault.message
        status = fault.code.status
        detail = fault.help
    }

    /// What a document calls a fault.
    static func type(of code: Fault.Code) -> String { "urn:reeve:fault:\(code)" }

    /// The document as it is sent.
    var response: Response {
        get throws {
            var response = try JSONReply(self, status: .init(code: status)).response
            response.headers[.contentType] = "application/problem+json"
            return response
        }
    }
}

extension Fault.Code {
    /// No page at this address.
    package static let noSuchPage = Self("web.no_such_page", status: 404)
    /// A posted form is over its bound.
    package static let formTooLarge = Self("web.form_too_large", status: 413)
    /// The request is malformed.
    package static let badRequest = Self("web.bad_request", status: 400)
    /// An error that nobody foresaw; details are in the node's own log.
    package static let unforeseen = Self("web.unforeseen", status: 500)
}
