import CapabilityKit
import Foundation
import Hummingbird
import Ledger
import Vocabulary

/// A form that one of our own pages sent.
enum PostedForm {
    /// The values of a form that carries its session's token.
    ///
    /// - Throws: `web.form_out_of_date` when it carries another token or none.
    static func read(
        _ request: Request,
        _ context: NodeContext,
        cookie: String
    ) async throws -> (FormValues, token: String) {
        var request = request
        let body = try await request.collectBody(upTo: context.maxUploadSize)
        let values = FormValues(String(buffer: body))
        guard let token = request.cookies[cookie]?.value, let formToken = context.formToken,
            MessageSeal.equal(Array(formToken.utf8), Array((values["token"] ?? "").utf8))
        else {
            throw Fault(
                .formOutOfDate,
                "this form is out of date",
                help: "go back, load the page again and send it once more"
            )
        }
        return (values, token)
    }
}

/// Where somebody is led after a form.
enum LocalAddress {
    /// An address on this site, or the start page: never another site's.
    static func read(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), !text.contains("\\"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return "/" }
        return text
    }
}
