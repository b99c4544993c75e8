"""THE LINE: a submission becomes evidence, evidence becomes results, results become a report.

    read(submission, engines)        -> Evidence
    run(check, evidence, context)    -> CheckResult
    conclude(results, policy, …)     -> Report

Pure but for the engines that are handed in; runs without Prefect, a server or a network.
"""
