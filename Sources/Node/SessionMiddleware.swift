import CapabilityKit
import Foundation
import HTTPTypes
import Hummingbird
import Vocabulary

/// Finds the session of a request, puts who is asking into its context, and bounds how fast one session may ask.
struct SessionMiddleware: RouterMiddleware {
    let sessions: Sessions
    let cookies: SessionCookies
    let limit: RateLimit
    /// Bounds forms more narrowly than pages: nobody fills in thirty in a breath.
    let formLimit: RateLimit
    /// The address people know this node by: `https://reeve.westyorks.example`.
    let address: String?
    let desk: Desk

    func handle(
        _ request: Request,
        context: NodeContext,
        next: @concurrent (Request, NodeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        var request = request
        let token = request.cookies[cookies.session]?.value
        if let token, let session = await sessions.session(token) {
            context.requester = session.requester
            context.formToken = session.formToken
            context.choices = session.choices
            (request, context.asked) = try AskedQuestions.expanded(request, session.questions)
            // Somebody who shows up elsewhere with the cookie has proved nothing there.
            context.requester?.isFresh = session.isFresh && session.provedFrom == context.remoteAddress
            if let requester = session.requester {
                context.isStill = { [sessions] in await sessions.isRunning(token, for: requester) }
            }
            if session.requester != nil { context.adopt = { [sessions] in await sessions.give($0, in: token) } }
            context.hold = { [sessions] in await sessions.hold($0, in: token) }
            context.choose = { [sessions] in await sessions.choose($0, $1, in: token) }
        }
        let asker = context.formToken ?? context.remoteAddress
        let isForm = request.method != .get && request.method != .head
        guard await limit.admits(asker) else { throw Self.tooFast }
        if isForm, await !formLimit.admits(asker) { throw Self.tooFast }
        guard !isForm || isFromHere(request) else {
            throw Fault(.crossSite, "the form was sent from another site", help: "open the page here and send it again")
        }
        if let requester = context.requester, request.method == .get, !request.uri.path.hasPrefix("/api/") {
            context.alarms = try await desk.alarms(for: requester)
        }
        return try await next(request, context)
    }

    private static var tooFast: Fault {
        Fault(
            .tooManyRequests,
            "too many requests in too short a time",
            help: "wait a few seconds and try again"
        )
    }

    /// Whether a browser says that one of our own pages sent the form.
    ///
    /// A program that is no browser says nothing; it has no cookie that it did not mean to send.
    private func isFromHere(_ request: Request) -> Bool {
        if let site = request.headers[Self.fetchSite] { return site == "same-origin" || site == "none" }
        guard let origin = request.headers[.origin] else { return true }
        if let address { return origin == address }
        return origin == "http://\(request.head.authority ?? "")"
    }

    private static let fetchSite = SecurityHeaders.field("sec-fetch-site")
}

extension Fault.Code {
    /// Another site sent the form.
    package static let crossSite = Self("web.cross_site", status: 403)
}
