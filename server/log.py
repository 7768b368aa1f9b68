"""JSON lines on standard error, for our own messages and for the libraries' alike."""

import logging
import sys

import msgspec
import structlog

# Libraries that write the address of each request that we send, whose query may open something.
SAY_ADDRESSES = ("httpx2", "httpcore2")


def configure(level: str) -> None:
    """Log from `level` ("debug", "info", "warning", "error") on, one JSON object a line."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    minimum = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_json)],
        wrapper_class=structlog.make_filtering_bound_logger(minimum),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    for name in SAY_ADDRESSES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.basicConfig(level=max(minimum, logging.INFO), handlers=[handler], force=True)


def _json(event: object, **_options: object) -> str:
    """Twice as quick as json.dumps: it is part of every request."""
    return msgspec.json.encode(event, enc_hook=repr).decode()
