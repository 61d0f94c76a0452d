import Vocabulary

extension Fault.Code {
    /// A model file that is not a Splink model, or lacks what scoring needs.
    package static let splinkModel = Self("linkage.splink_model_unreadable", status: 422)
    /// A condition of a Splink model that is not understood here.
    package static let splinkCondition = Self("linkage.splink_condition_unsupported", status: 422)
    /// Records that do not have what a Splink model asks of them.
    package static let splinkRecords = Self("linkage.splink_records_unsuitable", status: 422)
    /// A Splink model whose blocking rules would compare more pairs than allowed.
    package static let splinkPairs = Self("linkage.splink_too_many_pairs", status: 422)
}

/// The faults of reading and running a Splink model.
enum SplinkFault {
    /// Part of a condition that is not understood; where it stands is added by ``at(_:_:)``.
    static func condition(_ what: String) -> Fault {
        Fault(
            .splinkCondition,
            "cannot read \(what)",
            help: "write the level or rule with the functions listed in the guide to Splink models, or leave it out"
        )
    }

    static func model(_ what: String) -> Fault {
        Fault(.splinkModel, what, help: "save the model anew with `linker.misc.save_model_to_json`")
    }

    static func records(_ what: String, help: String) -> Fault { Fault(.splinkRecords, what, help: help) }

    /// The same fault with the place in the model put before its message.
    static func at<Result>(_ place: String, _ body: () throws(Fault) -> Result) throws(Fault) -> Result {
        do {
            return try body()
        } catch {
            throw Fault(error.code, "\(place): \(error.message)", help: error.help, cause: error.cause)
        }
    }
}
